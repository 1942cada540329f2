using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Actors;

/// <summary>
/// One change: the state after it, what happened, its rows, and what apps are told, null where nothing shows. A snapshot
/// holds every remembered request, so an agent who has many gets one less often: each change costs the same.
/// </summary>
internal sealed record Step(SessionState After, ImmutableArray<Happened> Happened, Change Change, Told? Told)
{
    /// <param name="last">The revision of the last snapshot.</param>
    public bool IsSnapshotDue(long last, int every)
    {
        var since = After.Revision - last;
        var remembered = After.Picture.Session.Recent.Count;
        return since >= Math.Max(every, remembered)
            || (After.Picture.Contacts.IsEmpty && since >= remembered / 4 && Happened.Any(each => each is Happened.ToContact));
    }
}
