namespace CallActors.Client.Events;

/// <summary>Where each event belongs among the revisions of an agent (docs/messages.md, "meta" and "after").</summary>
/// <param name="after">The last revision that was wholly dealt with; null where there is none yet.</param>
internal sealed class RevisionOrder(long? after)
{
    private long partsOf;
    private int partsDone;

    /// <summary>The last revision of which every part was dealt with; null before the first.</summary>
    public long? Complete { get; private set; } = after;

    public Place PlaceOf(EventMeta meta, bool isCallsSync)
    {
        if (meta.Part is not { } part)
        {
            // Only what nobody asked for stands for everything that was missed.
            return isCallsSync && meta.RequestId is null ? Place.Sync : Place.Answer;
        }

        if (meta.Revision <= Complete || (meta.Revision == partsOf && part <= partsDone))
        {
            return Place.Known;
        }

        var begun = meta.Revision == partsOf ? partsDone : 0;
        // A StateSync may stand for a revision that told nothing, so an earlier `previous` is fine.
        return part == begun + 1 && (meta.Previous ?? 0) <= (Complete ?? long.MaxValue) ? Place.Next : Place.Gap;
    }

    /// <summary>An event was dealt with.</summary>
    public void Advance(EventMeta meta, Place place)
    {
        if (place == Place.Sync || (place == Place.Next && meta.Part == meta.Parts))
        {
            Complete = meta.Revision;
        }

        if (place == Place.Next)
        {
            (partsOf, partsDone) = (meta.Revision, meta.Part!.Value);
        }
        else if (place == Place.Sync)
        {
            (partsOf, partsDone) = (0, 0);
        }
    }
}

internal enum Place
{
    /// <summary>It follows what was dealt with.</summary>
    Next,

    /// <summary>It was dealt with before.</summary>
    Known,

    /// <summary>Something before it is missing.</summary>
    Gap,

    /// <summary>It stands for everything up to its revision.</summary>
    Sync,

    /// <summary>It answers this app alone.</summary>
    Answer,
}
