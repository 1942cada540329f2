using System.Runtime.CompilerServices;
using CallActors.Engine;
using CallActors.Engine.Journal;

namespace CallActors.Audit;

/// <summary>Tells whether the journal is as it was written.</summary>
internal static class Verifying
{
    private const int FaultFound = 2;

    /// <returns>0 where nothing is wrong, else 2.</returns>
    public static async Task<int> WriteAsync(IJournalReader journal, string? agentId, TextWriter output, CancellationToken cancellation)
    {
        var (agents, changes, events, faults) = (0L, 0L, 0L, 0L);
        await foreach (var each in agentId is null ? History.AgentsAsync(journal, cancellation) : OneAsync(journal, agentId, cancellation))
        {
            var found = await Verification.CheckAsync(journal, each, fault =>
            {
                faults++;
                output.WriteLine(fault);
            }, cancellation);
            (agents, changes, events) = (agents + 1, changes + found.Changes, events + found.Events);
        }

        await output.WriteLineAsync($"{agents} agents, {changes} changes, {events} events: {(faults == 0 ? "all as they were written." : $"{faults} faults.")}");
        return faults == 0 ? 0 : FaultFound;
    }

    private static async IAsyncEnumerable<string> OneAsync(
        IJournalReader journal, string agentId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await History.HasAsync(journal, agentId, cancellation) ? agentId : throw new AuditException($"No agent {agentId} is in this journal.");
    }
}
