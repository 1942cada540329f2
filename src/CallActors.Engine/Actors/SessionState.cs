using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Actors;

/// <summary>An agent at a revision, with the ends of the streams that its next change appends to.</summary>
/// <param name="At">When that revision was journaled.</param>
internal sealed record SessionState(
    string AgentId, long Revision, DateTimeOffset At, Picture Picture, ImmutableArray<StreamHead> Heads)
{
    private const int ChangesWorthSnapshot = 6;

    public static SessionState Initial(string agentId) => new(agentId, 0, DateTimeOffset.MinValue, Picture.Initial, []);

    /// <summary>A session whose past cannot be folded, at the end of its stream: the next whole report says what is true.</summary>
    /// <param name="attachments">The ids of the bridges that are connected all the same.</param>
    public static SessionState BegunAnew(string agentId, JournalRow head, IEnumerable<string> attachments)
    {
        var revision = head.Key.SequenceNumber;
        // The ids of attachments are ordered by time.
        var session = AgentSession.Initial with
        {
            Attachments = [.. attachments.Order(StringComparer.Ordinal).Select(id => new Attachment(id))],
            LastTold = revision,
        };
        return (Initial(agentId) with { Revision = revision, Picture = Picture.Initial with { Session = session } }).WithHeads([head]);
    }

    public AgentView View => new(AgentId, Revision, At, Picture);

    /// <summary>A time by the journal's clock, which does not go back for one agent.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset now) => now < At ? At : now;

    public StreamHead? HeadOf(string stream) => Heads.PlaceOf(stream) is var place and >= 0 ? Heads[place] : null;

    /// <summary>The streams of contacts and connections that a change appends to.</summary>
    public IEnumerable<string> StreamsOf(IEnumerable<Happened> happened) =>
        happened.Where(each => each is not Happened.ToAgent).Select(StreamOf).Distinct();

    /// <summary>Those of them whose ends are not known: entities that are new to the picture.</summary>
    public IReadOnlyList<string> UnknownStreams(ImmutableArray<Happened> happened)
    {
        foreach (var each in happened)
        {
            if (each is not Happened.ToAgent && Heads.PlaceOf(AgentId, each) < 0)
            {
                return [.. StreamsOf(happened).Where(stream => HeadOf(stream) is null)];
            }
        }

        return [];
    }

    /// <summary>Without the ends of the streams of contacts and connections: the next change reads them again.</summary>
    public SessionState WithoutEntityHeads() => this with { Heads = Heads.RemoveAll(head => head.Stream != Streams.OfAgent(AgentId)) };

    /// <summary>With the end of a stream as it really is.</summary>
    public SessionState WithEnd(JournalRow last) => this with { Heads = Heads.Put(StreamHead.Of(last)) };

    public SessionState WithHeads(IEnumerable<JournalRow> last) => this with { Heads = Heads.AddRange(last.Select(StreamHead.Of)) };

    /// <summary>Makes the rows of a change, and what follows once they are durable. Nothing is changed yet.</summary>
    public Step Prepare(ImmutableArray<Happened> happened, Cause cause, DateTimeOffset at)
    {
        // What happened to contacts and connections comes first, the session's facts stand in its event.
        var ordered = ImmutableArray.CreateBuilder<Happened>(happened.Length);
        var rows = new List<JournalRow>(happened.Length + 1);
        var keys = ImmutableArray.CreateBuilder<RowKey>(happened.Length);
        var heads = Heads;
        foreach (var each in happened)
        {
            if (each is not Happened.ToAgent)
            {
                var place = heads.PlaceOf(AgentId, each);
                var head = place < 0 ? null : heads[place];
                var row = EventCodec.Write(head?.Stream ?? StreamOf(each), head, new Envelope(at, cause, head?.Hash), EventOf(each));
                heads = heads.Put(place, StreamHead.Of(row));
                ordered.Add(each);
                rows.Add(row);
                keys.Add(row.Key);
            }
        }

        var facts = ImmutableArray.CreateBuilder<AgentFact>(happened.Length - ordered.Count);
        foreach (var each in happened)
        {
            if (each is Happened.ToAgent toAgent)
            {
                ordered.Add(each);
                facts.Add(toAgent.Fact);
            }
        }

        var all = ordered.MoveToImmutable();
        var (picture, parts) = Render(all);
        var changed = new Changed(EventWriter.Rules, Picture.Session.LastTold, parts.Count, facts.MoveToImmutable(), keys.DrainToImmutable());
        var session = heads.PlaceOfSession();
        var last = session < 0 ? null : heads[session];
        rows.Add(EventCodec.Write(last?.Stream ?? Streams.OfAgent(AgentId), last, new Envelope(at, cause, last?.Hash), changed));
        return Follow(all, rows, heads.Put(session, StreamHead.Of(rows[^1])), at, picture, parts);
    }

    /// <summary>Folds a change that stands in the journal.</summary>
    /// <param name="change">The session's event.</param>
    /// <param name="entities">The rows that it names, and perhaps others.</param>
    /// <exception cref="UnreadableEventException">A row is missing or cannot be read.</exception>
    /// <exception cref="Domain.ImpossibleEventException">It cannot follow on this state.</exception>
    public Step Fold(ReadChange change, IReadOnlyDictionary<RowKey, JournalRow> entities)
    {
        var named = NamedBy(change, entities);
        var happened = HappenedIn(change, named);
        var (picture, parts) = Render(happened);
        JournalRow[] rows = [.. named, change.Session];
        var heads = rows.Aggregate(Heads, (known, row) => known.Put(StreamHead.Of(row)));
        return Follow(happened, rows, heads, change.At, picture, parts);
    }

    /// <summary>
    /// The state after changes that stand in the journal, where nobody is to be told of them: nothing is rendered, and of
    /// each stream only the last row is hashed. The same state as one <see cref="Fold(ReadChange, IReadOnlyDictionary{RowKey, JournalRow})"/> after the other gives.
    /// </summary>
    public SessionState Fold(IReadOnlyList<ReadChange> changes, IReadOnlyDictionary<RowKey, JournalRow> entities)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        var (picture, revision, isAnyClosed) = (Picture, Revision, false);
        var last = new Dictionary<string, JournalRow>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var named = NamedBy(change, entities);
            foreach (var row in named)
            {
                last[row.Key.PersistenceId] = row;
            }

            var happened = HappenedIn(change, named);
            var evolved = picture.Evolve(happened);
            picture = Open(evolved, ++revision, change.Changed.Parts, happened);
            isAnyClosed |= picture.Contacts.Length < evolved.Contacts.Length;
        }

        last[Streams.OfAgent(AgentId)] = changes[^1].Session;
        var heads = last.Values.Aggregate(Heads, (known, row) => known.Put(StreamHead.Of(row)));
        return new SessionState(AgentId, revision, changes[^1].At, picture, isAnyClosed ? OfOpen(heads, picture) : heads);
    }

    /// <summary>Whether a start is better off with a snapshot of a session that rests than with the changes since the last one.</summary>
    /// <param name="last">The revision of the last snapshot.</param>
    public bool IsWorthSnapshot(long last) => Revision - last >= Math.Max(ChangesWorthSnapshot, Picture.Session.Recent.Count / 8);

    private static JournalRow[] NamedBy(ReadChange change, IReadOnlyDictionary<RowKey, JournalRow> entities)
    {
        var (session, changed) = (change.Session, change.Changed);
        if (changed.Rules != EventWriter.Rules)
        {
            throw new UnreadableEventException(
                $"Event {session.Key.SequenceNumber} of {session.Key.PersistenceId} was rendered by rules {changed.Rules}; this version knows rules {EventWriter.Rules} only.");
        }

        var (named, there) = (new JournalRow[changed.Events.Length], 0);
        foreach (var key in changed.Events)
        {
            if (entities.TryGetValue(key, out var row))
            {
                named[there++] = row;
            }
        }

        return named.Length == there ? named : throw new UnreadableEventException(
            $"Event {session.Key.SequenceNumber} of {session.Key.PersistenceId} names {changed.Events.Length} events, and {there} of them are there.");
    }

    private ImmutableArray<Happened> HappenedIn(ReadChange change, JournalRow[] named) =>
        [.. named.Select(HappenedOf), .. change.Changed.Facts.Select(fact => new Happened.ToAgent(fact))];

    private (Picture, IReadOnlyList<ReadOnlyMemory<byte>>) Render(ImmutableArray<Happened> happened)
    {
        var picture = Picture.Evolve(happened);
        return (picture, EventWriter.Broadcast(Picture, picture, happened));
    }

    private Step Follow(
        ImmutableArray<Happened> happened, IReadOnlyList<JournalRow> rows, ImmutableArray<StreamHead> heads, DateTimeOffset at, Picture picture,
        IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var revision = Revision + 1;
        var told = parts.Count == 0 ? null : new Told(
            AgentId, revision, Picture.Session.LastTold, at, EndedIn(happened), picture.Session.Attached is not null, parts);
        var open = Open(picture, revision, parts.Count, happened);
        var after = new SessionState(AgentId, revision, at, open, open.Contacts.Length < picture.Contacts.Length ? OfOpen(heads, open) : heads);
        return new Step(after, happened, new Change(rows), told);
    }

    /// <summary>What a change leaves, once apps were told of it: the contacts that it cleared are let go.</summary>
    /// <param name="parts">How many events they were told.</param>
    private static Picture Open(Picture evolved, long revision, int parts, ImmutableArray<Happened> happened)
    {
        // A session begun anew shows in "previous" as a gap, so that every app begins anew as well.
        var isTold = parts > 0 || happened.Any(each => each is Happened.ToAgent { Fact: AgentFact.Reset });
        return (isTold ? evolved.Told(revision) : evolved).WithoutCleared();
    }

    private ImmutableArray<StreamHead> OfOpen(ImmutableArray<StreamHead> heads, Picture open)
    {
        var streams = open.Contacts.Select(contact => Streams.OfContact(AgentId, contact.ContactId))
            .Concat(open.Connections.Select(connection => Streams.OfConnection(AgentId, connection.Party.ConnectionId)))
            .Append(Streams.OfAgent(AgentId)).ToHashSet();
        return heads.RemoveAll(head => !streams.Contains(head.Stream));
    }

    private string StreamOf(Happened happened) => happened switch
    {
        Happened.ToConnection e => Streams.OfConnection(AgentId, e.ConnectionId),
        Happened.ToContact e => Streams.OfContact(AgentId, e.ContactId),
        _ => Streams.OfAgent(AgentId),
    };

    private Happened HappenedOf(JournalRow row) => EventCodec.ReadEvent(row) switch
    {
        ConnectionEvent e => new Happened.ToConnection(row.Key.PersistenceId[Streams.OfConnection(AgentId, "").Length..], e),
        ContactEvent e => new Happened.ToContact(row.Key.PersistenceId[Streams.OfContact(AgentId, "").Length..], e),
        var other => throw new UnreadableEventException($"{other.GetType().Name} is not an event of a contact or connection."),
    };

    private static object EventOf(Happened happened) => happened switch
    {
        Happened.ToConnection e => e.Event,
        Happened.ToContact e => e.Event,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "facts stand in the session's event"),
    };

    private static string? EndedIn(ImmutableArray<Happened> happened)
    {
        foreach (var each in happened)
        {
            switch (each)
            {
                case Happened.ToAgent { Fact: AgentFact.RequestConfirmed e }:
                    return e.RequestId;
                case Happened.ToAgent { Fact: AgentFact.RequestFailed e }:
                    return e.RequestId;
            }
        }

        return null;
    }
}
