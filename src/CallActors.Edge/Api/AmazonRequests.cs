using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>Sends what apps ask of agents without a bridge, each request in one attempt, and has its end found out.</summary>
internal sealed class AmazonRequests(
    AmazonConnectClient client, AmazonApiOptions options, ICallEngine engine, UserDataRounds userData, ILogger log)
{
    /// <summary>Does not block; what comes of it reaches the engine.</summary>
    public void Send(string agentId, BridgeRequest request, TimeSpan deadline) => _ = SendAsync(agentId, request, deadline);

    private async Task SendAsync(string agentId, BridgeRequest request, TimeSpan deadline)
    {
        try
        {
            // Not on the thread of the agent's mailbox, which must not wait for credentials.
            await Task.Yield();
            using var limit = new CancellationTokenSource(deadline);
            if (await TryAsync(agentId, request, limit.Token) is { } error)
            {
                await engine.AnswerAsync(agentId, request.RequestId, error, CancellationToken.None);
                return;
            }

            // That Amazon took it is no state yet: what it tells of the agent shows it.
            userData.Await(agentId, request.RequestId, deadline);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or JournalUnavailableException)
        {
            // Nobody knows whether it was done: a report or the deadline ends it.
            log.LogWarning("{Operation} of agent {AgentId} was not answered: {Kind}.", request.Operation, agentId, error.GetType().Name);
            userData.Await(agentId, request.RequestId, deadline);
        }
        catch (Exception error)
        {
            log.LogUnexpected(error, $"{request.Operation} of agent {agentId} could not be sent");
        }
    }

    /// <returns>Why Amazon Connect did not do it, null where it says that it does.</returns>
    private async Task<ConnectError?> TryAsync(string agentId, BridgeRequest request, CancellationToken cancellation)
    {
        try
        {
            await (request.Operation switch
            {
                BridgeOperation.ClearContact => client.DismissUserContactAsync(
                    new DismissUserContactRequest { InstanceId = options.InstanceId, UserId = agentId, ContactId = request.ContactId }, cancellation),
                BridgeOperation.PutAgentState => (Task)client.PutUserStatusAsync(
                    new PutUserStatusRequest { InstanceId = options.InstanceId, UserId = agentId, AgentStatusId = LastOf(request.State!.Arn!) }, cancellation),
                _ => throw new ArgumentOutOfRangeException(nameof(request), request.Operation, "not an operation that the API carries"),
            });
            return null;
        }
        catch (AmazonServiceException refused)
        {
            return new ConnectError(refused.ErrorCode, refused.Message);
        }
        catch (AmazonClientException unsent)
        {
            return new ConnectError(null, $"Amazon Connect's API could not be called: {unsent.Message}");
        }
    }

    private static string LastOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
