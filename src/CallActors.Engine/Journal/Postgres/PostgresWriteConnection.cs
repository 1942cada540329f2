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
            var append = new NpgsqlCommand("SELECT callactors_append_3($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection);
            foreach (NpgsqlDbType elements in PostgresGroup.ElementTypes)
            {
                append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | elements });
            }

            append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = writerId });
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
    /// <returns>The places of the changes that lost, counted from 1.</returns>
    public async Task<int[]> AppendAsync(IReadOnlyList<Change> group)
    {
        int parameter = 0;
        foreach (Array values in new PostgresGroup(group).Arrays)
        {
            append.Parameters[parameter++].Value = values;
        }

        return (int[])(await append.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await append.DisposeAsync();
        await connection.DisposeAsync();
    }
}
