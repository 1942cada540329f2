using System.Threading.Channels;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Appends everything that waits in one round trip, again and again, in the order in which it came. While one group
/// is committed the next gathers. A second connection that sends ahead was measured: no faster, and it loses the order.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int GroupChangesMaximum = 1_000;

    private readonly PostgresSettings settings;
    private readonly KnownRows known;
    private readonly int waitingMaximum;
    private readonly Channel<WaitingAppend> waiting;
    private readonly Task writing;
    private volatile bool closing;

    private PostgresWriter(
        PostgresSettings settings, PostgresJournalOptions options, KnownRows known, PostgresWriteConnection first)
    {
        this.settings = settings;
        this.known = known;
        waitingMaximum = options.WaitingWritesMaximum;
        waiting = Channel.CreateBounded<WaitingAppend>(
            new BoundedChannelOptions(options.WaitingWritesMaximum) { SingleReader = true, AllowSynchronousContinuations = true });
        writing = Task.Run(() => WriteGroupsAsync(first));
    }

    /// <summary>Connects, so that a start that can not write fails.</summary>
    /// <param name="known">Is told of what is committed.</param>
    public static async Task<PostgresWriter> OpenAsync(
        PostgresSettings settings, PostgresJournalOptions options, KnownRows known, CancellationToken cancellation) =>
        new(settings, options, known, await PostgresWriteConnection.OpenAsync(settings, known.WriterId, cancellation));

    /// <summary>Lets a change wait for the next group; it ends when the change is durable, lost or failed.</summary>
    public Task<AppendResult> AppendAsync(Change change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var append = new WaitingAppend(change);
        if (!waiting.Writer.TryWrite(append))
        {
            ObjectDisposedException.ThrowIf(closing, typeof(PostgresJournal));
            throw new JournalUnavailableException(
                $"The journal {settings.Name} can not be written now: {waitingMaximum} writes wait already, which is the limit.");
        }

        return append.Task.WaitAsync(cancellation);
    }

    /// <summary>Refuses new changes, writes what waits and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        closing = true;
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteGroupsAsync(PostgresWriteConnection? connection)
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<WaitingAppend>();
            while (group.Count < GroupChangesMaximum && waiting.Reader.TryRead(out WaitingAppend? append))
            {
                group.Add(append);
            }

            connection = await WriteAsync(group, connection);
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    /// <returns>The connection for the next group, or null where it is to be opened anew.</returns>
    private async Task<PostgresWriteConnection?> WriteAsync(List<WaitingAppend> group, PostgresWriteConnection? connection)
    {
        Change[] changes = [.. group.Select(append => append.Change)];
        bool fresh = connection is null;
        while (true)
        {
            try
            {
                connection ??= await PostgresWriteConnection.OpenAsync(settings, known.WriterId, default);
                known.IsWriting = true;
                var (places, wholeOrdering) = await connection.AppendAsync(changes, known.Hearers.Of(changes));
                if (wholeOrdering is { } last)
                {
                    known.Add(last - changes.Sum(change => change.Rows.Count) + 1, last);
                }

                HashSet<int> lost = [.. places];
                for (int place = 0; place < group.Count; place++)
                {
                    group[place].SetResult(lost.Contains(place + 1) ? AppendResult.Lost : AppendResult.Committed);
                }

                return connection;
            }
            catch (Exception failure)
            {
                if (connection is not null)
                {
                    await connection.DisposeAsync();
                    connection = null;
                }

                // A connection that lay idle while the server was restarted: the guard makes it safe to try once more,
                // for what was committed after all is lost the second time, and its agent finds it in the journal.
                if (fresh || !IsDisconnected(failure))
                {
                    group.ForEach(append => append.SetException(settings.Unavailable(failure)));
                    return null;
                }

                fresh = true;
            }
            finally
            {
                known.IsWriting = false;
            }
        }
    }

    private static bool IsDisconnected(Exception failure) => failure is
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        or NpgsqlException { InnerException: IOException };

    private sealed class WaitingAppend(Change change)
        : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Change Change => change;
    }
}
