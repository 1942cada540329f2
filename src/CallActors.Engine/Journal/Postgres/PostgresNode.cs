using System.Diagnostics;
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

    // So long what is missing may take to come by itself: from this node's writer, or with an announcement under way.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(3);

    // When the server was gone all nodes lost their locks: each has so long to come back before it counts as dead.
    private static readonly TimeSpan ReturnGrace = TimeSpan.FromSeconds(3);

    private const long WindowMaximum = 100_000;

    private readonly PostgresSettings settings;
    private readonly KnownRows known;
    private readonly PostgresTail tail;
    private readonly bool isTelling;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;
    private IReadOnlyCollection<string> before = [];
    private long returnedAt;
    private PostgresHearing hearing;
    private List<string> digits = [];

    private PostgresNode(PostgresSettings settings, PostgresReader reader, KnownRows? known, TimeProvider clock)
    {
        (this.settings, this.clock) = (settings, clock);
        (isTelling, this.known) = (known is not null, known ?? new KnownRows(""));
        this.known.Telling = Node.TellCommitted;
        hearing = new PostgresHearing(Node.Id, this.known);
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

    /// <summary>How often it had to read what others wrote, since it did not come with its announcement.</summary>
    public int PagesRead => tail.PagesRead;

    /// <summary>Joins, so that the node counts as living before its first bridge is attached.</summary>
    /// <param name="known">What is known without reading, such as this node's own commits; null where nobody is to be told of any.</param>
    public static async Task<PostgresNode> OpenAsync(
        PostgresSettings settings, PostgresReader reader, KnownRows? known, TimeProvider clock, CancellationToken cancellation)
    {
        var node = new PostgresNode(settings, reader, known, clock);
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
            hearing.Dispose();
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
            hearing.Dispose();
            (hearing, digits) = (new PostgresHearing(Node.Id, known), []);
            connection.Notification += (_, notice) => Take(notice);
            await connection.OpenAsync(cancellation);
            await JoinAsync(connection, cancellation);
            await AskAsync(connection, cancellation);
            known.BeginAt(hearing.Real);
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
            INSERT INTO callactors_node (id, public_key, hearing_key)
            VALUES ('{Node.Id}', decode('{Convert.ToHexString(Node.PublicKey)}', 'hex'), {(isTelling ? $"decode('{Convert.ToHexString(hearing.PublicKey)}', 'hex')" : "NULL")})
            ON CONFLICT (id) DO UPDATE SET hearing_key = excluded.hearing_key;
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
        bool wasPatient = false;
        while (true)
        {
            TimeSpan rest = AskEvery - Stopwatch.GetElapsedTime(askedAt);
            // Less than a millisecond would be rounded to none, which means for ever.
            bool isAskDue = rest < TimeSpan.FromMilliseconds(1);
            if (isAskDue)
            {
                Node.Reaching();
                await AskAsync(connection, stopping.Token);
                Node.Reached();
                askedAt = Stopwatch.GetTimestamp();
            }
            else if (hearing.Count == 0 && digits.Count == 0)
            {
                await connection.WaitAsync(wasPatient ? Patience : rest, stopping.Token);
            }

            List<string> came = digits;
            digits = [];
            came.ForEach(Node.TellDigits);
            if (!hearing.Follow())
            {
                int asked = hearing.Count;
                await AskAsync(connection, stopping.Token);
                hearing.Follow(asked);
            }

            wasPatient = !wasPatient && hearing.Claimed == 0 && hearing.Real > known.Known && (isAskDue || known.IsWriting);
            if (!wasPatient)
            {
                await TailAsync(connection);
            }
        }
    }

    private void Take(NpgsqlNotificationEventArgs notice)
    {
        if (notice.Channel == PostgresStatements.DigitsChannel)
        {
            digits.Add(notice.Payload);
        }
        else
        {
            hearing.Take(notice.Payload);
        }
    }

    /// <summary>Asks which nodes live and their keys, what time it is, up to which ordering there are rows, and whether this node leads.</summary>
    private async Task AskAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var ask = new NpgsqlCommand($"""
            SELECT coalesce((SELECT ordering FROM journal ORDER BY ordering DESC LIMIT 1), 0), ARRAY({PostgresStatements.LiveNodes}), clock_timestamp(),
                {(Node.IsLeader ? "true" : $"pg_try_advisory_lock({PostgresStatements.LockSpace}, {PostgresStatements.LeaderLock})")},
                ARRAY(SELECT id FROM callactors_node ORDER BY id), ARRAY(SELECT public_key FROM callactors_node ORDER BY id),
                ARRAY(SELECT hearing_key FROM callactors_node ORDER BY id)
            """, connection);
        long askedAt = Stopwatch.GetTimestamp();
        DateTimeOffset before = clock.GetUtcNow();
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        SetLive(row.GetFieldValue<string[]>(1), askedAt);
        SetClock(row.GetFieldValue<DateTimeOffset>(2), before, Stopwatch.GetElapsedTime(askedAt));
        Node.SetLeader(row.GetBoolean(3));
        SetKeys(row.GetFieldValue<string[]>(4), row.GetFieldValue<byte[][]>(5), row.GetFieldValue<byte[]?[]>(6));
        hearing.Reach(row.GetInt64(0));
    }

    private void SetKeys(string[] ids, byte[][] publicKeys, byte[]?[] hearingKeys)
    {
        var hearingKeyOf = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int place = 0; place < ids.Length; place++)
        {
            if (isTelling && ids[place] != Node.Id)
            {
                hearing.Know(ids[place], publicKeys[place]);
                if (hearingKeys[place] is { } hearingKey)
                {
                    hearingKeyOf[ids[place]] = hearingKey;
                }
            }
        }

        known.Hearers.Know(hearingKeyOf, Node.SealFor);
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
        known.Hearers.Live = [.. Node.Live.Where(node => node != Node.Id)];
    }

    /// <summary>Reads what others wrote and did not come with its announcement.</summary>
    private async Task TailAsync(NpgsqlConnection connection)
    {
        // What is surely there may be passed. What somebody says is only looked for: it may be forged, to have rows passed
        // that are yet to come.
        long position = known.Known, real = hearing.Real, claimed = hearing.Claimed;
        hearing.Claimed = 0;
        if (!isTelling || real - position > WindowMaximum)
        {
            known.ReadUpTo(real);
            if (isTelling)
            {
                Node.TellMissed();
            }

            return;
        }

        long to = claimed - position > WindowMaximum ? real : Math.Max(real, claimed);
        for (bool isDone = to <= position; !isDone;)
        {
            TailPage page = await tail.ReadAsync(connection, known.WriterId, position, to, stopping.Token);
            (position, isDone) = (page.Last, page.IsLast);
            known.Read(page.Changes, isDone ? Math.Max(position, real) : position);
        }
    }
}
