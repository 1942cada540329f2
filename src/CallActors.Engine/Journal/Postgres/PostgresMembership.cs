using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// A node's membership among those that share a database: a connection on which it asks, and one on which it hears what
/// others announce. Each holds the node's lock, so that losing one of them is not taken for the node's death. They are two
/// because a driver that gives up waiting, so as to ask, while an announcement has come half, ends the connection.
/// </summary>
internal sealed class PostgresMembership : IAsyncDisposable
{
    // So many are heard before the node looks whether it is to ask.
    private const int HeardAtOnce = 256;

    private readonly NpgsqlConnection listening;
    private readonly ConcurrentQueue<NpgsqlNotificationEventArgs> came = [];
    private readonly CancellationTokenSource leaving = new();
    private Task? heard;

    private PostgresMembership(PostgresSettings settings, PostgresHearing hearing)
    {
        (Asking, listening) = (new NpgsqlConnection(settings.WriterConnectionString), new NpgsqlConnection(settings.WriterConnectionString));
        Hearing = hearing;
        listening.Notification += (_, notice) => came.Enqueue(notice);
    }

    /// <summary>For what is asked beside <see cref="AskAsync"/>, one after the other.</summary>
    public NpgsqlConnection Asking { get; }

    /// <summary>What is announced here.</summary>
    public PostgresHearing Hearing { get; }

    /// <summary>Connects and joins. The locks are taken shared: after a cut the server may still have the node's former sessions, which end later.</summary>
    /// <param name="isTelling">Whether others are to seal rows for it.</param>
    public static async Task<PostgresMembership> JoinAsync(
        PostgresSettings settings, JournalNode node, PostgresHearing hearing, bool isTelling, CancellationToken cancellation)
    {
        var joined = new PostgresMembership(settings, hearing);
        try
        {
            await joined.listening.OpenAsync(cancellation);
            await ExecuteAsync(joined.listening, $"""
                LISTEN {PostgresStatements.ChannelPrefix}{node.Id}; LISTEN {PostgresStatements.DigitsChannel};
                SELECT pg_advisory_lock_shared(x'{node.Id}'::bigint);
                """, cancellation);
            await joined.Asking.OpenAsync(cancellation);
            await ExecuteAsync(joined.Asking, $"""
                SET enable_sort = off; SET plan_cache_mode = force_generic_plan;
                SELECT pg_advisory_lock_shared(x'{node.Id}'::bigint);
                DELETE FROM callactors_node WHERE id NOT IN ({PostgresStatements.LiveNodes});
                INSERT INTO callactors_node (id, public_key, hearing_key)
                VALUES ('{node.Id}', {Bytes(node.PublicKey)}, {(isTelling ? Bytes(hearing.PublicKey) : "NULL")})
                ON CONFLICT (id) DO UPDATE SET hearing_key = excluded.hearing_key;
                """, cancellation);
            return joined;
        }
        catch
        {
            await joined.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until something is announced, and hears whatever has come.</summary>
    /// <param name="within">How long at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task HearAsync(TimeSpan within, CancellationToken cancellation)
    {
        heard ??= listening.WaitAsync(leaving.Token);
        await heard.WaitAsync(within, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (int count = 0; heard.IsCompleted && count < HeardAtOnce; count++)
        {
            await heard;
            heard = listening.WaitAsync(leaving.Token);
        }
    }

    /// <summary>Takes what was heard, in its order.</summary>
    /// <param name="digits">Is given what came for a bridge.</param>
    public void Take(Action<string> digits)
    {
        while (came.TryDequeue(out NpgsqlNotificationEventArgs? notice))
        {
            if (notice.Channel == PostgresStatements.DigitsChannel)
            {
                digits(notice.Payload);
            }
            else
            {
                Hearing.Take(notice.Payload);
            }
        }
    }

    /// <summary>Asks which nodes live and their keys, what time it is, up to which ordering there are rows, and whether this node leads.</summary>
    /// <param name="isLeader">Whether it leads already.</param>
    /// <param name="clock">This node's, to compare with.</param>
    public async Task<PostgresSite> AskAsync(bool isLeader, TimeProvider clock, CancellationToken cancellation)
    {
        await using var ask = new NpgsqlCommand($"""
            SELECT coalesce((SELECT ordering FROM journal ORDER BY ordering DESC LIMIT 1), 0), ARRAY({PostgresStatements.LiveNodes}), clock_timestamp(),
                {(isLeader ? "true" : $"pg_try_advisory_lock({PostgresStatements.LockSpace}, {PostgresStatements.LeaderLock})")},
                ARRAY(SELECT id FROM callactors_node ORDER BY id), ARRAY(SELECT public_key FROM callactors_node ORDER BY id),
                ARRAY(SELECT hearing_key FROM callactors_node ORDER BY id)
            """, Asking);
        long askedAt = Stopwatch.GetTimestamp();
        DateTimeOffset before = clock.GetUtcNow();
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        TimeSpan roundTrip = Stopwatch.GetElapsedTime(askedAt);
        string[] ids = row.GetFieldValue<string[]>(4);
        byte[][] publicKeys = row.GetFieldValue<byte[][]>(5);
        byte[]?[] hearingKeys = row.GetFieldValue<byte[]?[]>(6);
        return new PostgresSite(
            askedAt, row.GetInt64(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<DateTimeOffset>(2) - before - (roundTrip / 2), roundTrip,
            row.GetBoolean(3), [.. ids.Select((id, place) => new NodeKeys(id, publicKeys[place], hearingKeys[place]))]);
    }

    /// <summary>Lets go of the locks before the connections, so that whoever starts next finds the node gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (leaving.IsCancellationRequested)
        {
            return;
        }

        await leaving.CancelAsync();
        await (heard ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveAsync(Asking);
        await LeaveAsync(listening);
        Hearing.Dispose();
        leaving.Dispose();
    }

    private static async Task LeaveAsync(NpgsqlConnection connection)
    {
        try
        {
            if (connection.State == ConnectionState.Open)
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

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Bytes(byte[] bytes) => $"decode('{Convert.ToHexString(bytes)}', 'hex')";
}

/// <summary>The database and its nodes, as they were when it was asked.</summary>
/// <param name="AskedAt">A time stamp of <see cref="Stopwatch"/>.</param>
/// <param name="Ordering">That of the last row.</param>
/// <param name="Live">The ids of the nodes that live.</param>
/// <param name="ClockAhead">By how much the database's clock is ahead of this node's, give or take half of the round trip.</param>
/// <param name="RoundTrip">How long the answer took.</param>
/// <param name="IsLeader">Whether this node is the one that does what one does for all.</param>
/// <param name="Keys">Of the nodes that joined, with this one.</param>
internal sealed record PostgresSite(
    long AskedAt, long Ordering, string[] Live, TimeSpan ClockAhead, TimeSpan RoundTrip, bool IsLeader, IReadOnlyList<NodeKeys> Keys);

/// <summary>The public keys of a node: as who it seals, and for what is sealed for it; null where it reads instead.</summary>
internal sealed record NodeKeys(string Id, byte[] PublicKey, byte[]? HearingKey);
