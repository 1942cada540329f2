namespace CallActors.Engine.Journal;

/// <summary>What every journal writes the same, so that Akka.NET reads the rows by the serializer it has for them.</summary>
internal static class JournalLayout
{
    /// <summary>The id of the serializer in the columns <c>identifier</c> and <c>serializer_id</c>: UTF-8 JSON by manifest.</summary>
    public const int SerializerId = 1671;

    /// <summary>Of the snapshots that are not needed often, the first of so many numbers stays: whoever reads the past folds no more.</summary>
    public const int SnapshotDistance = 10_000;

    /// <summary>How many old snapshots go with a new one at most, so that no write takes long.</summary>
    public const int SnapshotsRemovedMaximum = 16;

    /// <summary>Stands in the row of a change that began a session anew: what its snapshot holds is in no event before it.</summary>
    public const string BegunAnew = "\"agent.reset/1\"";

    private const int PersistenceIdLengthMaximum = 255;
    private const int ManifestLengthMaximum = 500;

    /// <summary>
    /// Refuses a change that no database would take, before it waits with others: in their transaction it would fail
    /// them all.
    /// </summary>
    /// <exception cref="ArgumentException">What is wrong with it, and what would be right.</exception>
    public static void Validate(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Rows.Count == 0)
        {
            throw new ArgumentException("A change has at least one row, the session's own.", nameof(change));
        }

        foreach (JournalRow row in change.Rows)
        {
            Validate(row.Key, row.Manifest);
        }
    }

    /// <inheritdoc cref="Validate(Change)" />
    public static void Validate(RowKey key, string manifest)
    {
        if (!IsText(key.PersistenceId, PersistenceIdLengthMaximum))
        {
            throw new ArgumentException(
                $"A persistence id has 1 to {PersistenceIdLengthMaximum} characters and no zero or broken one, not '{key.PersistenceId}'.");
        }

        if (key.SequenceNumber < 1)
        {
            throw new ArgumentException($"Sequence numbers begin at 1; {key.PersistenceId} was given {key.SequenceNumber}.");
        }

        if (!IsText(manifest, ManifestLengthMaximum))
        {
            throw new ArgumentException(
                $"A manifest has 1 to {ManifestLengthMaximum} characters and no zero or broken one, not '{manifest}'.");
        }
    }

    // PostgreSQL has no zero in a text, and half of a surrogate pair has no UTF-8.
    private static bool IsText(string? text, int lengthMaximum)
    {
        if (text is null or "" || text.Length > lengthMaximum || text.Contains('\0'))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text;
        while (rest.IndexOfAnyInRange('\ud800', '\udfff') is int broken and >= 0)
        {
            if (broken + 1 == rest.Length || !char.IsSurrogatePair(rest[broken], rest[broken + 1]))
            {
                return false;
            }

            rest = rest[(broken + 2)..];
        }

        return true;
    }
}
