using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Follows what other nodes commit, on a connection of its own, and knows which of them live: each holds an advisory
/// lock of its id, which the server lets go of when the node's process ends or has vanished from the network.
/// </summary>
internal sealed class PostgresNode : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromMilliseconds(200);

    // When the server was gone all nodes lost their locks: each has so long to come back before it counts as dead.
    private static readonly TimeSpan ReturnGrace = TimeSpan.FromSeconds(3);

    private const long WindowMaximum = 100_000;

    private readonly PostgresSettings settings;
    private readonly PostgresReader reader;
    private readonly OwnCommits own;
    private readonly PostgresTail tail;
    private readonly bool isTelling;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;
    private IReadOnlyCollection<string> before = [];
    private long returnedAt;
    private long announced;
    private List<string> digits = [];

    private PostgresNode(PostgresSettings settings, PostgresReader reader, OwnCommits? own, TimeProvider clock)
    {
        (this.settings, this.reader, this.clock) = (settings, reader, clock);
        (isTelling, this.own) = (own is not null, own ?? new OwnCommits(""));
        tail = new PostgresTail(Node);
        Node.Refreshing = async cancellation =>
        {
            long askedAt = Stopwatch.GetTimestamp();
            SetLive(await reader.LiveNodesAsync(cancellation), askedAt);
        };
        Node.ReadingKey = reader.NodeKeyAsync;
        Node.Taking = reader.TakeAsync;
    }

    public JournalNode Node { get; } = new();

    /// <summary>Joins, so that the node counts as living before its first bridge is attached.</summary>
    /// <param name="own">This node's commits, which are not told; null where nobody is to be told of any.</param>
    public static async Task<PostgresNode> OpenAsync(
        PostgresSettings settings, PostgresReader reader, OwnCommits? own, TimeProvider clock, CancellationToken cancellation)
    {
        var node = new PostgresNode(settings, reader, own, clock);
        NpgsqlConnection connection = await node.JoinAsync(cancellation);
        node.following = Task.Run(() => node.FollowForEverAsync(connection), CancellationToken.None);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        if (!stopping.IsCancellationRequested)
        {
            await stopping.CancelAsync();
            await following;
            Node.Dispose();
        }
    }

    private async Task FollowForEverAsync(NpgsqlConnection? connection)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Node.Reaching();
                connection ??= await JoinAsync(stopping.Token);
                Node.Reached();
                Node.TellMissed();
                await FollowAsync(connection);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
            {
                // Whatever it was, it shows as out of reach until the next one is joined.
                Node.Reaching();
                (before, returnedAt) = (Node.Live, 0);
                await Task.Delay(ConnectAgain, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (connection is not null)
            {
                // The lock of the one that leads ends with this connection.
                Node.SetLeader(false);
                await LeaveAsync(connection);
                connection = null;
            }
        }
    }

    private async Task<NpgsqlConnection> JoinAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(settings.WriterConnectionString);
        try
        {
            connection.Notification += (_, notice) => Take(notice);
            await connection.OpenAsync(cancellation);
            await JoinAsync(connection, cancellation);
            announced = await AskAsync(connection, cancellation);
            own.BeginAt(announced);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The lock is taken shared: after a cut the server may still have the node's former session, which ends later.
    private async Task JoinAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var join = new NpgsqlCommand($"""
            SET enable_bitmapscan = off; SET enable_sort = off; SET plan_cache_mode = force_generic_plan;
            LISTEN {PostgresStatements.ChannelPrefix}{Node.Id}; LISTEN {PostgresStatements.DigitsChannel};
            SELECT pg_advisory_lock_shared(x'{Node.Id}'::bigint);
            DELETE FROM callactors_node WHERE id NOT IN ({PostgresStatements.LiveNodes});
            INSERT INTO callactors_node VALUES ('{Node.Id}', decode('{Convert.ToHexString(Node.PublicKey)}', 'hex')) ON CONFLICT DO NOTHING;
            """, connection);
        await join.ExecuteNonQueryAsync(cancellation);
        returnedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Lets go of the lock before the connection, so that whoever starts next finds the node gone.</summary>
    private static async Task LeaveAsync(NpgsqlConnection connection)
    {
        try
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using var leave = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection) { CommandTimeout = 1 };
                await leave.ExecuteNonQueryAsync();
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Then the server finds out by itself.
        }

        await connection.DisposeAsync();
    }

    private async Task FollowAsync(NpgsqlConnection connection)
    {
        long askedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan rest = AskEvery - Stopwatch.GetElapsedTime(askedAt);
            // Less than a millisecond would be rounded to none, which means for ever.
            if (rest >= TimeSpan.FromMilliseconds(1))
            {
                if (announced <= own.Known && digits.Count == 0)
                {
                    await connection.WaitAsync(rest, stopping.Token);
                }
            }
            else
            {
                Node.Reaching();
                announced = Math.Max(announced, await AskAsync(connection, stopping.Token));
                Node.Reached();
                askedAt = Stopwatch.GetTimestamp();
            }

            List<string> came = digits;
            digits = [];
            came.ForEach(Node.TellDigits);
            await TailAsync(connection, announced);
        }
    }

    private void Take(NpgsqlNotificationEventArgs notice)
    {
        if (notice.Channel == PostgresStatements.DigitsChannel)
        {
            digits.Add(notice.Payload);
        }
        else if (long.TryParse(notice.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out long ordering))
        {
            announced = Math.Max(announced, ordering);
        }
    }

    /// <summary>Asks which nodes live, what time it is, up to which ordering there are rows, and whether this node leads.</summary>
    private async Task<long> AskAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var ask = new NpgsqlCommand($"""
            SELECT coalesce((SELECT ordering FROM journal ORDER BY ordering DESC LIMIT 1), 0), ARRAY({PostgresStatements.LiveNodes}), clock_timestamp(),
                {(Node.IsLeader ? "true" : $"pg_try_advisory_lock({PostgresStatements.LockSpace}, {PostgresStatements.LeaderLock})")}
            """, connection);
        long askedAt = Stopwatch.GetTimestamp();
        DateTimeOffset before = clock.GetUtcNow();
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        SetLive(row.GetFieldValue<string[]>(1), askedAt);
        SetClock(row.GetFieldValue<DateTimeOffset>(2), before, Stopwatch.GetElapsedTime(askedAt));
        Node.SetLeader(row.GetBoolean(3));
        return row.GetInt64(0);
    }

    /// <summary>The journal's time was read somewhere within the round trip; a long one says too little to correct by.</summary>
    private void SetClock(DateTimeOffset theirs, DateTimeOffset askedAt, TimeSpan roundTrip)
    {
        TimeSpan ahead = theirs - askedAt - (roundTrip / 2);
        if ((ahead - Node.ClockAhead).Duration() > roundTrip / 2)
        {
            Node.SetClockAhead(ahead);
        }
    }

    private void SetLive(IEnumerable<string> there, long askedAt)
    {
        bool isGrace = returnedAt == 0 || Stopwatch.GetElapsedTime(returnedAt) < ReturnGrace;
        Node.SetLive(isGrace ? there.Concat(before) : there, askedAt);
        own.Hearers = [.. Node.Live.Where(node => node != Node.Id)];
    }

    private async Task TailAsync(NpgsqlConnection connection, long to)
    {
        if (!isTelling || to - own.Known > WindowMaximum)
        {
            own.ReadUpTo(to);
            if (isTelling)
            {
                Node.TellMissed();
            }

            return;
        }

        while (own.Known is var position && position < to)
        {
            TailPage page = await tail.ReadAsync(connection, own.WriterId, position, to, stopping.Token);
            own.ReadUpTo(page.ReadUpTo);
            if (page.Changes.Count > 0)
            {
                Node.TellCommitted(page.Changes);
            }
        }
    }
}
