using System.Threading.Channels;
using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Api.Quotas;
using CallActors.Connect.Feeds;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace CallActors.Edge.Api;

/// <summary>
/// Asks Amazon how agents are, 100 in one request, in the background: after a start, after a lost bridge, and to see
/// what came of a request. An answer is a report like any other, as of the time that Amazon says.
/// </summary>
internal sealed class UserDataRounds(
    AmazonConnectClient client, AmazonApiOptions options, ICallEngine engine, AttributeRounds attributes, StateRounds states, ILogger log)
{
    private const int AgentsAtOnce = 100;

    // Amazon says the time in whole seconds: an answer of the same second as what is known says nothing.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly UserDataQuestions questions = new(TimeProvider.System);
    private readonly Channel<bool> toPutRight =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The last bridge of an agent is gone: what the feeds miss meanwhile is put right.</summary>
    public void BridgeLost(string agentId) => questions.Add(new Question(agentId, In(options.AfterLostBridge)));

    /// <summary>Looks for the end of a request until its deadline.</summary>
    public void Await(string agentId, string requestId, TimeSpan deadline) =>
        questions.Add(new Question(agentId, clock.GetTimestamp(), requestId, In(deadline)));

    /// <summary>Every agent without a bridge is asked about, those that changed last first.</summary>
    public void PutAllRight() => toPutRight.Writer.TryWrite(true);

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(GatherAsync(stopping), AskAsync(stopping));

    private async Task GatherAsync(CancellationToken stopping)
    {
        await foreach (var _ in toPutRight.Reader.ReadAllAsync(stopping))
        {
            await TryForeverAsync(async () =>
            {
                var alone = (await engine.AgentsAsync(stopping)).Select(each => each.View).Where(view => !view.IsBridgeAttached)
                    .OrderByDescending(view => view.At).ToArray();
                questions.Add(alone.Select(view => new Question(view.AgentId, clock.GetTimestamp())));
                foreach (var (agentId, contact) in alone.SelectMany(view => view.Picture.Contacts
                    .Where(contact => contact.Attributes.IsEmpty).Select(contact => (view.AgentId, contact))))
                {
                    attributes.Add(agentId, contact);
                }

                foreach (var view in alone.Where(view => view.Picture.Session.States.IsEmpty))
                {
                    states.Add(view.AgentId);
                }

                log.LogInformation("Amazon Connect is asked about {Agents} agents without a bridge.", alone.Length);
            }, stopping);
        }
    }

    private async Task AskAsync(CancellationToken stopping)
    {
        while (true)
        {
            var asked = await questions.TakeAsync(AgentsAtOnce, stopping);
            await TryForeverAsync(() => AskOfAsync(asked, stopping), stopping);
            foreach (var question in asked.Where(question => question.RequestId is not null && clock.GetTimestamp() < question.Until))
            {
                if (await IsOutstandingAsync(question, stopping))
                {
                    questions.Add(question with { NotBefore = In(LookAgain) });
                }
            }
        }
    }

    private async Task AskOfAsync(IReadOnlyList<Question> asked, CancellationToken stopping)
    {
        var request = new GetCurrentUserDataRequest
        {
            InstanceId = options.InstanceId,
            Filters = new UserDataFilters { Agents = [.. asked.Select(question => question.AgentId)] },
            MaxResults = AgentsAtOnce,
        };
        do
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(options.QuestionLimit);
            var answer = await client.GetCurrentUserDataAsync(request, limit.Token);
            var (reports, faults) = UserDataReader.Read(answer);
            foreach (var fault in faults)
            {
                log.LogWarning("An agent in an answer of GetCurrentUserData is left as it was: {Fault}", fault);
            }

            foreach (var (agentId, report) in reports)
            {
                await engine.ReportAsync(agentId, report, stopping);
            }

            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }

    private async Task<bool> IsOutstandingAsync(Question question, CancellationToken stopping)
    {
        try
        {
            return (await engine.ViewAsync(question.AgentId, stopping)).Picture.Session.Outstanding?.RequestId == question.RequestId;
        }
        catch (JournalUnavailableException)
        {
            return true;
        }
    }

    /// <summary>Until it is done: the quota says when to try again, and everything else is tried again later.</summary>
    private async Task TryForeverAsync(Func<Task> work, CancellationToken stopping)
    {
        for (var pause = options.AskAgain; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await work();
                return;
            }
            catch (RequestQuotaException full)
            {
                await Task.Delay(full.RetryAfter, stopping);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(
                    "Amazon Connect could not be asked about agents ({Kind}: {Reason}); it is asked again in {Seconds} s.",
                    error.GetType().Name, error is AmazonClientException or FeedException or JournalUnavailableException ? error.Message : "", pause.TotalSeconds);
                await Task.Delay(pause, stopping);
            }
        }
    }

    private long In(TimeSpan time) => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);
}
