using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Security.Cryptography;

namespace CallActors.Engine.Journal;

/// <summary>
/// This process among the nodes that share a journal: which of them live, and what the others commit. The journal that
/// is shared keeps it up to date. Commits are told in their order, each once.
/// </summary>
public sealed class JournalNode : IDisposable
{
    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentDictionary<string, long> gone = new(StringComparer.Ordinal);
    private readonly Lock answering = new();
    private volatile FrozenSet<string> live = FrozenSet<string>.Empty;
    private long newestAskedAt;
    private long outSince;
    private volatile bool isLeader;
    private long clockAheadTicks;

    /// <summary>16 hexadecimal digits, new for each start, so that an id never means another node.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>How long the journal has not answered; zero while it does.</summary>
    public TimeSpan OutFor => Volatile.Read(ref outSince) is var since and not 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>By how much the journal's clock is ahead of this node's, so that one clock orders the whole site.</summary>
    public TimeSpan ClockAhead => TimeSpan.FromTicks(Volatile.Read(ref clockAheadTicks));

    /// <summary>What other nodes committed, in its order.</summary>
    public event Action<IReadOnlyList<CommittedChange>>? Committed;

    /// <summary>Whether somebody here follows an agent: while that is so of most changes, each is told with its rows.</summary>
    public Func<string, bool> IsFollowed { get; set; } = _ => false;

    /// <summary>The journal was not followed for a while: any agent may have changed.</summary>
    public event Action? Missed;

    /// <summary>The journal is no longer followed, and is joined again; the sentence says why, for the operator.</summary>
    public event Action<string>? Lost;

    /// <summary>Nodes that lived are gone.</summary>
    public event Action? Died;

    /// <summary>This node became the one that does what one node does for all.</summary>
    public event Action? Leads;

    /// <summary>Whether this node is the one that does what one node does for all; another is at once where it ends.</summary>
    public bool IsLeader => isLeader;

    /// <summary>Digits came for a bridge of this node.</summary>
    public event Action<DigitsForBridge>? DigitsCame;

    /// <summary>An id for a bridge that is attached here; ids are ordered by time, and each says its node.</summary>
    public string NewAttachment() => $"{Guid.CreateVersion7():N}-{Id}";

    /// <summary>Whether a bridge is attached at another node that lives.</summary>
    public bool IsElsewhere(string attachment) =>
        // Most are of this node, which is seen at a glance.
        !attachment.EndsWith(Id, StringComparison.Ordinal) && NodeOf(attachment) is { } node && live.Contains(node);

    /// <summary>Whether a bridge was attached at another node, which may be gone.</summary>
    public bool WasElsewhere(string attachment) => NodeOf(attachment) is { } node && node != Id;

    /// <summary>How long a node that lived has been gone, by a journal that answers; null where it lives or is not known.</summary>
    public TimeSpan? GoneFor(string node) => !live.Contains(node) && gone.TryGetValue(node, out var since) ? Stopwatch.GetElapsedTime(since) : null;

    /// <summary>Asks now which nodes live where one of these attachments is of a node that may have joined since the last answer.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be asked.</exception>
    public async Task LearnOfAsync(IEnumerable<string> attachments, CancellationToken cancellation)
    {
        var unknown = attachments.Select(NodeOf).OfType<string>()
            .Where(node => node != Id && !live.Contains(node) && !gone.ContainsKey(node)).ToHashSet(StringComparer.Ordinal);
        if (unknown.Count > 0)
        {
            await RefreshAsync(cancellation);
            RememberGone(unknown.Except(live));
        }
    }

    /// <summary>Asks now which nodes live, where the last answer may be too old.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be asked.</exception>
    public Task RefreshAsync(CancellationToken cancellation) => Refreshing!(cancellation);

    /// <summary>Takes one request from the site's bucket of an operation of Amazon's API, by the database's clock.</summary>
    /// <param name="mayOwe">Takes it even where the bucket is empty; later ones wait the longer.</param>
    /// <returns>Null where the request may go out, else how long until the next one may.</returns>
    /// <exception cref="JournalUnavailableException">The bucket is out of reach.</exception>
    public ValueTask<TimeSpan?> TakeAsync(
        string operation, double requestsPerSecond, int burst, bool mayOwe, CancellationToken cancellation) =>
        Taking!(operation, requestsPerSecond, burst, mayOwe, cancellation);

    /// <summary>Seals digits for the node of an attachment; null where that node is gone.</summary>
    /// <exception cref="JournalUnavailableException">Its key cannot be read.</exception>
    public async Task<string?> SealAsync(DigitsForBridge digits, CancellationToken cancellation) =>
        NodeOf(digits.Attachment) is { } node && await ReadingKey!(node, cancellation) is { } publicKey
            ? DigitSeal.Seal(digits, publicKey)
            : null;

    public void Dispose() => key.Dispose();

    internal Func<CancellationToken, Task>? Refreshing { get; set; }

    internal Func<string, CancellationToken, Task<byte[]?>>? ReadingKey { get; set; }

    internal Func<string, double, int, bool, CancellationToken, ValueTask<TimeSpan?>>? Taking { get; set; }

    internal byte[] PublicKey => key.ExportSubjectPublicKeyInfo();

    /// <summary>Seals what this node writes for another one; null where its key is none.</summary>
    internal ChangeSeal? SealFor(string nodeId, byte[] hearingKey) => ChangeSeal.Between(key, hearingKey, Id, nodeId);

    /// <param name="askedAt">When it was asked, a time stamp of <see cref="Stopwatch"/>: an answer that a newer one overtook says nothing.</param>
    internal void SetLive(IEnumerable<string> nodes, long askedAt)
    {
        string[] died;
        lock (answering)
        {
            if (askedAt < newestAskedAt)
            {
                return;
            }

            newestAskedAt = askedAt;
            var before = live;
            live = nodes.ToFrozenSet(StringComparer.Ordinal);
            died = [.. before.Except(live)];
        }

        // One that was cut off from the journal for a moment is back.
        foreach (var back in gone.Keys.Where(live.Contains).ToArray())
        {
            gone.TryRemove(back, out _);
        }

        if (died.Length > 0)
        {
            RememberGone(died);
            Died?.Invoke();
        }
    }

    internal IReadOnlyCollection<string> Live => live;

    internal void Reached() => Volatile.Write(ref outSince, 0);

    /// <summary>Counts from here as out of reach unless it is reached.</summary>
    internal void Reaching() => Interlocked.CompareExchange(ref outSince, Stopwatch.GetTimestamp(), 0);

    internal void SetLeader(bool leads)
    {
        bool before = isLeader;
        isLeader = leads;
        if (leads && !before)
        {
            Leads?.Invoke();
        }
    }

    internal void SetClockAhead(TimeSpan ahead) => Volatile.Write(ref clockAheadTicks, ahead.Ticks);

    internal void TellCommitted(IReadOnlyList<CommittedChange> changes) => Committed?.Invoke(changes);

    internal void TellMissed() => Missed?.Invoke();

    internal void TellLost(string reason) => Lost?.Invoke($"The journal is not followed until it is joined again: {reason}");

    internal void TellDigits(string notice)
    {
        if (DigitSeal.TryOpen(notice, key, attachment => NodeOf(attachment) == Id) is { } digits)
        {
            DigitsCame?.Invoke(digits);
        }
    }

    private void RememberGone(IEnumerable<string> nodes)
    {
        foreach (var node in nodes)
        {
            gone.TryAdd(node, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>The id of the node that gave an attachment its id; null where none did.</summary>
    internal static string? NodeOf(string attachment) =>
        attachment.LastIndexOf('-') is var dash and > 0 ? attachment[(dash + 1)..] : null;
}

/// <summary>A change that another node committed.</summary>
/// <param name="Revision">The agent's, after it.</param>
/// <param name="Rows">Its rows, the session's own last; null where they are to be read.</param>
public sealed record CommittedChange(string AgentId, long Revision, IReadOnlyList<JournalRow>? Rows);
