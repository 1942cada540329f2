using System.Collections.Immutable;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Floor;

/// <summary>Calls that arrive by themselves, at random times, for whichever agent is free.</summary>
internal sealed class CallSchedule(LiveCentre live)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);
    private static readonly string[] Queues = ["InboundTest", "Sales", "Support"];

    /// <summary>Runs until it is to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await NextArrivalAsync(stopping);
                await live.ChangeAsync(Arrive);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SimulatorException)
        {
            // Stopped, or the file cannot be written: whoever asks next is told so.
        }
    }

    // Random numbers here make a floor look alive; nothing secret hangs on them.
#pragma warning disable CA5394
    private async Task NextArrivalAsync(CancellationToken stopping)
    {
        // The share of a call that is still to come shrinks with time, so that a new rate counts at once.
        var share = -Math.Log(1 - Random.Shared.NextDouble());
        while (share > 0)
        {
            var callsPerMinute = live.Told.Settings.CallsPerMinute;
            var untilArrival = callsPerMinute > 0 ? TimeSpan.FromMinutes(share / callsPerMinute) : LookPause;
            var pause = untilArrival < LookPause ? untilArrival : LookPause;
            await Task.Delay(pause, stopping);
            share -= pause.TotalMinutes * callsPerMinute;
            if (callsPerMinute > 0 && untilArrival <= LookPause)
            {
                return;
            }
        }
    }

    private static ContactCentre Arrive(ContactCentre centre, Moment moment)
    {
        var free = centre.Agents.Values.Where(agent => agent.IsFree && agent.Contacts.IsEmpty && agent.BridgeWanted).ToList();
        if (free.Count == 0)
        {
            return centre;
        }

        var agentId = free[Random.Shared.Next(free.Count)].AgentId;
        var from = $"+1555{Random.Shared.Next(1_000_000, 9_999_999)}";
        var queue = Queues[Random.Shared.Next(Queues.Length)];
        var caller = new Caller(
            moment.NewId(), from, "+15550199", queue, ImmutableSortedDictionary<string, string>.Empty, agentId, moment.Now);
        return centre.Call(agentId, caller, Callers.OfferOf(caller) with { Floor = true }, moment);
    }
#pragma warning restore CA5394
}
