using Npgsql;
using NpgsqlTypes;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// One connection that appends groups. It holds the shared lock of its engine kind for as long as it lives, so that
/// nothing is ever written beside the other kind, not even after the database was restarted.
/// </summary>
internal sealed class PostgresWriteConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand append;
    private readonly WrittenHere written = new();

    private PostgresWriteConnection(NpgsqlConnection connection, NpgsqlCommand append)
    {
        this.connection = connection;
        this.append = append;
    }

    /// <exception cref="JournalUnavailableException">The server would lose commits, or the other kind holds it.</exception>
    public static async Task<PostgresWriteConnection> OpenAsync(
        PostgresSettings settings, string writerId, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(settings.WriterConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await PostgresEngineKind.RefuseCommitsThatAreNotDurableAsync(connection, settings, cancellation);
            await PostgresEngineKind.Embedded.LockAsync(connection, settings, cancellation);
            var append = new NpgsqlCommand("SELECT * FROM callactors_append_6($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", connection);
            foreach (NpgsqlDbType elements in PostgresGroup.ElementTypes)
            {
                append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | elements });
            }

            append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = writerId });
            foreach (NpgsqlDbType elements in Announcement.ElementTypes)
            {
                append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | elements });
            }

            await append.PrepareAsync(cancellation);
            return new PostgresWriteConnection(connection, append);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends a group in one round trip.</summary>
    /// <param name="announcement">What other nodes are to hear of it.</param>
    /// <returns>The places of the changes that lost, counted from 1, and the last ordering where none did.</returns>
    public async Task<(int[] Lost, long? WholeOrdering)> AppendAsync(IReadOnlyList<Change> group, Announcement announcement)
    {
        int parameter = 0;
        foreach (Array values in new PostgresGroup(group, written).Arrays)
        {
            append.Parameters[parameter++].Value = values;
        }

        // Behind the writer's id, which stays.
        parameter++;
        foreach (Array values in announcement.Arrays)
        {
            append.Parameters[parameter++].Value = values;
        }

        await using NpgsqlDataReader reader = await append.ExecuteReaderAsync();
        await reader.ReadAsync();
        int[] lost = reader.GetFieldValue<int[]>(0);
        for (int index = 0; index < group.Count; index++)
        {
            if (lost.Length == 0 || !lost.Contains(index + 1))
            {
                written.Add(group[index].Session.Key);
            }
        }

        return (lost, await reader.IsDBNullAsync(1) ? null : reader.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        await append.DisposeAsync();
        await connection.DisposeAsync();
    }
}
