using Akka.Actor;
using Akka.Cluster.Sharding;
using CallActors.Engine.Actors;

namespace CallActors.Akka.Sessions;

/// <content>
/// What becomes of an agent with whom nothing happens: a snapshot, no actors of contacts and connections, and in the end
/// no session. One that rests has no timer: whatever happens to it winds it up again.
/// </summary>
internal sealed partial class SessionActor
{
    private long lastUsed;
    private bool isLookingSoon;

    private void Touch()
    {
        lastUsed = surroundings.Options.Clock.GetTimestamp();
        LookSoon();
    }

    private void LookSoon()
    {
        if (!isLookingSoon)
        {
            isLookingSoon = true;
            var options = surroundings.Options;
            Timers.StartSingleTimer("rest", RestCheck.Instance, options.RestsFor < options.IdleFor / 2 ? options.RestsFor : options.IdleFor / 2);
        }
    }

    private void Rest()
    {
        isLookingSoon = false;
        var isAtRest = State.Revision == 0 || surroundings.Now - State.At >= surroundings.Options.RestsFor;
        if (isAtRest)
        {
            LetGo(_ => true);
            KeepSnapshotAtRest();
        }

        var isNeeded = nodes.Count > 0 || !State.Picture.Contacts.IsEmpty || State.Picture.Session.Outstanding is not null;
        if (!isNeeded && surroundings.Options.Clock.GetElapsedTime(lastUsed) >= surroundings.Options.IdleFor)
        {
            Context.Parent.Tell(new Passivate(StopSession.Instance));
        }
        else if (!isNeeded || !isAtRest)
        {
            LookSoon();
        }
    }

    private void KeepSnapshotAtRest()
    {
        if (State.IsWorthSnapshot(lastSnapshot))
        {
            lastSnapshot = State.Revision;
            Keep(SessionReader.ToSnapshot(State));
        }
    }
}
