using NpgsqlTypes;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>A group of changes as the arrays that the appending function takes, in its order.</summary>
internal sealed class PostgresGroup
{
    public static readonly NpgsqlDbType[] ElementTypes =
    [
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Integer,
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Text,
    ];

    /// <param name="written">What needs no guard: of it the number before is given as none.</param>
    public PostgresGroup(IReadOnlyList<Change> changes, WrittenHere written)
    {
        string[] sessions = new string[changes.Count];
        long[] befores = new long[changes.Count];
        int[] ends = new int[changes.Count];
        string?[] notices = [.. changes.Select(change => change.Notice)];
        int rowCount = changes.Sum(change => change.Rows.Count);
        string[] ids = new string[rowCount];
        long[] numbers = new long[rowCount];
        string[] manifests = new string[rowCount];
        var messages = new ReadOnlyMemory<byte>[rowCount];

        int place = 0;
        for (int index = 0; index < changes.Count; index++)
        {
            Change change = changes[index];
            RowKey session = change.Session.Key;
            sessions[index] = session.PersistenceId;
            befores[index] = session.SequenceNumber;
            foreach (JournalRow row in change.Rows)
            {
                // A change may hold several events of its session; it was decided on the number before the first.
                befores[index] -= row.Key.PersistenceId == session.PersistenceId ? 1 : 0;
                ids[place] = row.Key.PersistenceId;
                numbers[place] = row.Key.SequenceNumber;
                manifests[place] = row.Manifest;
                messages[place++] = row.Message;
            }

            ends[index] = place;
            befores[index] = written.IsLast(session.PersistenceId, befores[index]) ? 0 : befores[index];
        }

        Arrays = [sessions, befores, ends, ids, numbers, manifests, messages, notices];
    }

    public IReadOnlyList<Array> Arrays { get; }
}
