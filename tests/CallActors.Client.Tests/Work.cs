using System.Collections.Concurrent;
using CallActors.Host.Tests.Running;

namespace CallActors.Client.Tests;

/// <summary>A client that holds and resumes a call without end, whatever becomes of the site, and what was acknowledged to it.</summary>
internal sealed class Work : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<string> done = new();
    private readonly ConcurrentQueue<string> failed = new();
    private readonly Task working;
    private int told;

    public Work(AgentClient agent, string contact) => working = Task.Run(() => WorkAsync(agent, contact));

    /// <summary>Waits until a command that was not done yet is done.</summary>
    public async Task GoesOnAsync()
    {
        var before = done.Count;
        await Eventually.TrueAsync(() => working.IsFaulted ? throw working.Exception : Task.FromResult(done.Count > before), "a command is done", 120);
    }

    public async Task EndAsync()
    {
        await ending.CancelAsync();
        await working;
    }

    /// <summary>Every command's end was told, and everything that was told came once, in order and without a gap.</summary>
    public async Task ToldOnceInOrderAsync(EventLog log)
    {
        // Outcomes come another way than events, so the last ones may be known before they are told.
        await Eventually.TrueAsync(
            () => Task.FromResult(!done.Concat(failed).Except(log.Events.Where(each => each.ResumeAfter is not null).Select(each => each.Meta?.RequestId)).Any()),
            "every command's end is told");
        var events = log.Events.Where(each => each.Meta!.Part is not null).ToArray();
        events.Select(each => (each.Meta!.Revision, each.Meta.Part)).ShouldBeUnique();
        events.Zip(events.Skip(1)).ShouldAllBe(pair => pair.Second.Meta!.Part == 1
            ? pair.First.Meta!.Part == pair.First.Meta.Parts && pair.Second.Meta.Previous == pair.First.Meta.Revision
            : pair.Second.Meta.Revision == pair.First.Meta!.Revision && pair.Second.Meta.Part == pair.First.Meta.Part + 1);
        log.Events.OfType<AgentEvent.CallsSynced>().ShouldHaveSingleItem();
        told = events.Length;
    }

    public override string ToString() => $"{done.Count} commands done, {failed.Count} failed, {told} events told";

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task WorkAsync(AgentClient agent, string contact)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var id = $"work-{number}";
            try
            {
                var isHeld = (await agent.GetCallsAsync(CancellationToken.None)).Connections.Any(each => !each.IsAgentsOwn && each.Status == ConnectionStatus.Hold);
                await (isHeld ? agent.ResumeAsync(contact, id, CancellationToken.None) : agent.HoldAsync(contact, id, CancellationToken.None));
                done.Enqueue(id);
            }
            catch (CommandFailedException error) when (error.Message.StartsWith("The bridge was lost", StringComparison.Ordinal)
                || error.Message.StartsWith("Amazon Connect did not confirm", StringComparison.Ordinal))
            {
                failed.Enqueue(id);
            }
            catch (CommandFailedException)
            {
                // Refused: no bridge yet, or it is so already. Nothing was asked, so nothing is told.
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}
