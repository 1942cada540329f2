using System.Diagnostics;
using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// Follows what other nodes commit, and knows which of them live: each holds an advisory lock of its id, which the server
/// lets go of when the node's process ends or has vanished from the network.
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

    private PostgresNode(PostgresSettings settings, PostgresReader reader, KnownRows? known, TimeProvider clock)
    {
        (this.settings, this.clock) = (settings, clock);
        (isTelling, this.known) = (known is not null, known ?? new KnownRows(""));
        this.known.Telling = Node.TellCommitted;
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
        PostgresMembership membership = await node.JoinAsync(cancellation);
        node.following = Task.Run(() => node.FollowForEverAsync(membership), CancellationToken.None);
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

    private async Task FollowForEverAsync(PostgresMembership membership)
    {
        while (true)
        {
            try
            {
                Node.Reached();
                Node.TellMissed();
                await FollowAsync(membership);
            }
            catch (Exception failure) when (IsOutOfReach(failure))
            {
                // Whatever it was, it shows as out of reach until the next one is joined.
                Node.Reaching();
                (before, returnedAt) = (Node.Live, 0);
                // Whoever led does so no more: the lock ends with this membership.
                Node.SetLeader(false);
                if (!stopping.IsCancellationRequested)
                {
                    Node.TellLost(settings.Unavailable(failure).Message);
                }
            }

            // What is left of it goes once there is another one, so that the others see no time without the node's lock.
            PostgresMembership? next = await JoinAgainAsync(membership);
            await membership.DisposeAsync();
            if (next is null)
            {
                return;
            }

            membership = next;
        }
    }

    /// <returns>Null where the node stops.</returns>
    private async Task<PostgresMembership?> JoinAgainAsync(PostgresMembership former)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                return await JoinAsync(stopping.Token);
            }
            catch (Exception failure) when (IsOutOfReach(failure))
            {
                await former.DisposeAsync();
                await Task.Delay(ConnectAgain, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    // The last one is what the driver says of a connection that it ended without a word: nothing may end the following for ever.
    private static bool IsOutOfReach(Exception failure) =>
        failure is NpgsqlException or TimeoutException or OperationCanceledException or IOException or InvalidOperationException;

    private async Task<PostgresMembership> JoinAsync(CancellationToken cancellation)
    {
        PostgresMembership membership = await PostgresMembership.JoinAsync(
            settings, Node, new PostgresHearing(Node.Id, known), isTelling, cancellation);
        try
        {
            returnedAt = Stopwatch.GetTimestamp();
            await AskAsync(membership, cancellation);
            known.BeginAt(membership.Hearing.Real);
            return membership;
        }
        catch
        {
            await membership.DisposeAsync();
            throw;
        }
    }

    private async Task FollowAsync(PostgresMembership membership)
    {
        PostgresHearing hearing = membership.Hearing;
        long askedAt = Stopwatch.GetTimestamp();
        bool wasPatient = false;
        while (true)
        {
            TimeSpan rest = AskEvery - Stopwatch.GetElapsedTime(askedAt);
            bool isAskDue = rest < TimeSpan.FromMilliseconds(1);
            if (isAskDue)
            {
                Node.Reaching();
                await AskAsync(membership, stopping.Token);
                Node.Reached();
                askedAt = Stopwatch.GetTimestamp();
            }
            else
            {
                await membership.HearAsync(wasPatient ? Patience : rest, stopping.Token);
                stopping.Token.ThrowIfCancellationRequested();
            }

            membership.Take(Node.TellDigits);
            if (!hearing.Follow())
            {
                int asked = hearing.Count;
                await AskAsync(membership, stopping.Token);
                hearing.Follow(asked);
            }

            wasPatient = !wasPatient && hearing.Claimed == 0 && hearing.Real > known.Known && (isAskDue || known.IsWriting);
            if (!wasPatient)
            {
                await TailAsync(membership);
            }
        }
    }

    private async Task AskAsync(PostgresMembership membership, CancellationToken cancellation)
    {
        PostgresSite site = await membership.AskAsync(Node.IsLeader, clock, cancellation);
        SetLive(site.Live, site.AskedAt);
        // The journal's time was read somewhere within the round trip; a long one says too little to correct by.
        if ((site.ClockAhead - Node.ClockAhead).Duration() > site.RoundTrip / 2)
        {
            Node.SetClockAhead(site.ClockAhead);
        }

        Node.SetLeader(site.IsLeader);
        if (isTelling)
        {
            NodeKeys[] others = [.. site.Keys.Where(keys => keys.Id != Node.Id)];
            foreach (NodeKeys keys in others)
            {
                membership.Hearing.Know(keys.Id, keys.PublicKey);
            }

            known.Hearers.Know(
                others.Where(keys => keys.HearingKey is not null).ToDictionary(keys => keys.Id, keys => keys.HearingKey!, StringComparer.Ordinal),
                Node.SealFor);
        }

        membership.Hearing.Reach(site.Ordering);
    }

    private void SetLive(IEnumerable<string> there, long askedAt)
    {
        bool isGrace = returnedAt == 0 || Stopwatch.GetElapsedTime(returnedAt) < ReturnGrace;
        Node.SetLive(isGrace ? there.Concat(before) : there, askedAt);
        known.Hearers.Live = [.. Node.Live.Where(node => node != Node.Id)];
    }

    /// <summary>Reads what others wrote and did not come with its announcement.</summary>
    private async Task TailAsync(PostgresMembership membership)
    {
        PostgresHearing hearing = membership.Hearing;
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
            TailPage page = await tail.ReadAsync(membership.Asking, known.WriterId, position, to, stopping.Token);
            (position, isDone) = (page.Last, page.IsLast);
            known.Read(page.Changes, isDone ? Math.Max(position, real) : position);
        }
    }
}
