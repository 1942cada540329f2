using System.Collections.Immutable;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Domain.Agents;
using CallActors.Engine;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>The states of the instance, for agents to whom no bridge ever told them: without them an app cannot choose one.</summary>
internal sealed class StateRounds
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly AmazonConnectClient client;
    private readonly AmazonApiOptions options;
    private readonly ICallEngine engine;
    private readonly Rounds<string> rounds;
    private ImmutableArray<AgentState> kept = [];
    private DateTimeOffset keptUntil = DateTimeOffset.MinValue;

    public StateRounds(AmazonConnectClient client, AmazonApiOptions options, ICallEngine engine, ILogger log)
    {
        (this.client, this.options, this.engine) = (client, options, engine);
        rounds = new Rounds<string>(AskAsync, agentId => $"the states of agent {agentId}", options, log);
    }

    public void Add(string agentId) => rounds.Add(agentId);

    public Task RunAsync(CancellationToken stopping) => rounds.RunAsync(stopping);

    private async Task AskAsync(string agentId, CancellationToken cancellation)
    {
        if ((await engine.ViewAsync(agentId, cancellation)).Picture.Session is { Attached: null, States.IsEmpty: true })
        {
            await engine.TellStatesAsync(agentId, await StatesAsync(cancellation), cancellation);
        }
    }

    private async Task<ImmutableArray<AgentState>> StatesAsync(CancellationToken cancellation)
    {
        if (DateTimeOffset.UtcNow < keptUntil)
        {
            return kept;
        }

        var states = ImmutableArray.CreateBuilder<AgentState>();
        var request = new ListAgentStatusesRequest { InstanceId = options.InstanceId };
        do
        {
            var page = await client.ListAgentStatusesAsync(request, cancellation);
            states.AddRange((page.AgentStatusSummaryList ?? []).Where(each => each is { Arn: not null, Name: not null })
                .Select(each => new AgentState(each.Arn, each.Name!, TypeOf(each.Type), null)));
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        (kept, keptUntil) = (states.ToImmutable(), DateTimeOffset.UtcNow + KeptFor);
        return kept;
    }

    private static string TypeOf(string? type) => type switch
    {
        "ROUTABLE" => AgentStates.Routable,
        "OFFLINE" => AgentStates.Offline,
        _ => AgentStates.NotRoutable,
    };
}
