using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// A few read-only connections, used in turn. In WAL mode they see what is committed and never hold up the writer;
/// long reads go in pages, so that none keeps the WAL from being checkpointed while its caller dawdles.
/// </summary>
internal sealed class SqliteReaders(SqliteJournalFile file, int connectionsMaximum) : IAsyncDisposable
{
    private const int PageRows = 256;

    private readonly SemaphoreSlim free = new(connectionsMaximum);
    private readonly ConcurrentBag<SqliteReadConnection> idle = [];
    private volatile bool closed;

    /// <summary>Runs one read on a connection of its own for that time, off the caller's thread.</summary>
    /// <exception cref="JournalUnavailableException">The file can not be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteReadConnection, T> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(SqliteJournal));
        await free.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteJournal));
            return await Task.Run(() => Read(read), cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    public async IAsyncEnumerable<JournalRow> StreamAsync(
        string persistenceId, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<JournalRow> page;
        do
        {
            long pageFrom = from;
            page = await ReadAsync(reader => reader.Stream(persistenceId, pageFrom, to, PageRows), cancellation);
            foreach (JournalRow row in page)
            {
                yield return row;
                from = row.Key.SequenceNumber + 1;
            }
        }
        while (page.Count == PageRows);
    }

    public async IAsyncEnumerable<string> PersistenceIdsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        IReadOnlyList<string> page;
        do
        {
            string? pageAfter = after;
            page = await ReadAsync(reader => reader.PersistenceIds(prefix, pageAfter, PageRows), cancellation);
            foreach (string persistenceId in page)
            {
                yield return persistenceId;
                after = persistenceId;
            }
        }
        while (page.Count == PageRows);
    }

    /// <summary>Waits for the reads under way and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        for (int connection = 0; connection < connectionsMaximum; connection++)
        {
            await free.WaitAsync();
        }

        while (idle.TryTake(out SqliteReadConnection? connection))
        {
            connection.Dispose();
        }

        free.Release(connectionsMaximum);
    }

    private T Read<T>(Func<SqliteReadConnection, T> read)
    {
        SqliteReadConnection? connection = null;
        try
        {
            connection = idle.TryTake(out SqliteReadConnection? taken) ? taken : new SqliteReadConnection(file);
            T result = read(connection);
            idle.Add(connection);
            return result;
        }
        catch (Exception failure)
        {
            // One that failed may be in the middle of something: the next read begins with a fresh one.
            connection?.Dispose();
            if (failure is SqliteException known)
            {
                throw file.Unavailable(known);
            }

            throw;
        }
    }
}
