using System.Collections.Concurrent;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;

namespace CallActors.Engine.Actors;

/// <summary>
/// One live agent: a mailbox that takes one message at a time, decides, journals, evolves, tells, asks Amazon Connect
/// and answers, in this order. Its contacts and connections live inside it, so that everything of the agent is ordered.
/// </summary>
internal sealed partial class AgentActor
{
    private readonly ActorSurroundings surroundings;
    private readonly Mailbox mailbox;
    private readonly AgentListeners listeners;
    private readonly OutstandingRequest outstanding;
    private readonly ConcurrentDictionary<string, BridgeLink> links = new(StringComparer.Ordinal);
    private readonly HeardChanges heard = new();
    private SessionState? state;
    private SessionState? read;
    private volatile bool isUncertain;
    private volatile bool isTelling;
    private bool isRetired;
    private int isReadingOnLater;
    private BridgeRequest? unsent;
    private DigitsForBridge? sealedDigits;
    private BridgeRequest? withoutDigits;
    private volatile bool isToWake;
    private long lastSnapshot;
    private long lastUsed;

    /// <param name="read">What was read of him just now, where it was; else the first message reads it.</param>
    public AgentActor(string agentId, ActorSurroundings surroundings, SessionState? read = null)
    {
        AgentId = agentId;
        this.read = read;
        this.surroundings = surroundings;
        mailbox = new Mailbox(surroundings.Options.MailboxCapacity, HandleAsync);
        listeners = new AgentListeners(surroundings);
        outstanding = new OutstandingRequest(surroundings.Options, FailOverdue, DeadlineOf);
        lastUsed = surroundings.Options.Clock.GetTimestamp();
    }

    public string AgentId { get; }

    /// <summary>The state where it is in memory, surely the journal's, and the apps were told of it; else null.</summary>
    public SessionState? Known => Volatile.Read(ref state) is { } known && !isTelling && !isUncertain ? known : null;

    /// <summary>Whether it was let go, and takes no more messages.</summary>
    public bool IsClosed => mailbox.IsClosed;

    /// <summary>Posts work that answers. False where the mailbox is full or closed; then nothing of it happens.</summary>
    public bool TryPost<T>(Func<Task<T>> work, out Task<T> answer, bool isUse = true)
    {
        var letter = new Letter<T>(work, isUse);
        answer = letter.Answered;
        return mailbox.TryPost(letter);
    }

    /// <summary>Posts work, waiting for room. False where the actor was let go: ask for a new one.</summary>
    public async ValueTask<(bool Posted, Task<T> Answer)> PostAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        var letter = new Letter<T>(work);
        return (await mailbox.PostAsync(letter, cancellation), letter.Answered);
    }

    /// <summary>The state, inside the mailbox.</summary>
    public SessionState State => state!;

    public Subscriber Listen(Action<Told> tell) => listeners.Add(tell);

    public IReadOnlyList<Told>? ToldAfter(long revision) => listeners.ToldAfter(revision, State);

    public void AddLink(string attachment, BridgeLink link) => links[attachment] = link;

    /// <summary>Nothing is sent there any more, at once, even while the journal is out of reach.</summary>
    public void RemoveLink(string attachment) => links.TryRemove(attachment, out _);

    /// <summary>Completes when the request ends; where it ended while this node read on, it says how.</summary>
    public Task<AskOutcome> OutcomeOf(string requestId) =>
        // Mostly it began just now, and is not looked for among a thousand that ended.
        State.Picture.Session.Outstanding?.RequestId != requestId && State.Picture.Session.Recent.Find(requestId) is { } ended
            ? Task.FromResult(new AskOutcome(ended.Failure is { } text ? EventWriter.ErrorOf(ended.Request, text) : null, []))
            : outstanding.OutcomeOf(requestId);

    public Decision Decide(Picture picture, Ask ask, DateTimeOffset now) => Asking.Decide(picture, ask, now, surroundings.ApiWay);

    /// <summary>Decides on what is true now, and journals what follows; whoever loses reads on and decides again.</summary>
    /// <exception cref="JournalUnavailableException">It is not known to be journaled, and nothing was told.</exception>
    public async Task<Decision> ChangeAsync(Func<Picture, DateTimeOffset, Decision> decide, Cause cause)
    {
        for (var refused = 0; ;)
        {
            var now = State.NotBefore(surroundings.Now);
            var decision = decide(State.Picture, now);
            if (decision is not Decision.Change change)
            {
                return decision;
            }

            var step = await PrepareAsync(change, cause, now);
            AppendResult appended;
            try
            {
                appended = await surroundings.Journal.AppendAsync(step.Change, default);
            }
            catch
            {
                // It may be committed all the same: nothing is decided on this picture before the journal was read again.
                isUncertain = true;
                unsent = change.Ask;
                throw;
            }

            if (appended == AppendResult.Committed)
            {
                Follow(step, isOwn: true);
                Send(change.Ask);
                return decision;
            }

            var revision = State.Revision;
            unsent = change.Ask;
            if (await ReadOnAsync(step.Change.Session))
            {
                // It had been committed by the attempt before, whose answer was lost on the way.
                return decision;
            }

            refused = State.Revision > revision ? 0 : refused + 1;
            if (refused > 0)
            {
                // The session did not go on, so a stream of its entities did: their ends are read again, once.
                state = refused == 1 ? State.WithoutEntityHeads() : throw new JournalUnavailableException(
                    $"The journal refuses revision {revision + 1} of agent {AgentId} and does not have it: a number is missing or stands there twice.");
            }
        }
    }

    public void Note(AgentReport report) => state = State with { Picture = State.Picture.Noted(report) };

    /// <summary>Another node committed a change: it is followed before the next message, also where the mailbox is full.</summary>
    /// <returns>False where the actor was let go.</returns>
    public bool HearOf(CommittedChange change)
    {
        heard.Add(change);
        return TryPost(() => Task.FromResult(true), out var _, isUse: false) || !IsClosed;
    }

    /// <summary>Other nodes may have committed anything.</summary>
    public void HearOfAnything()
    {
        heard.AddAnything();
        TryPost(() => Task.FromResult(true), out var _, isUse: false);
    }

    /// <summary>A node died: what it had of this agent is settled before the next message.</summary>
    public void WakeSoon()
    {
        isToWake = true;
        TryPost(() => Task.FromResult(true), out var _, isUse: false);
    }

    /// <summary>Lets go of the actor where nobody needs it; messages posted later go to a new one.</summary>
    public bool RetireIfIdle(TimeSpan idleFor)
    {
        if (links.IsEmpty && listeners.IsEmpty && State.Picture.Session.Outstanding is null
            && mailbox.IsEmpty && surroundings.Options.Clock.GetElapsedTime(lastUsed) >= idleFor)
        {
            isRetired = true;
            _ = CloseAsync();
        }

        return isRetired;
    }

    /// <summary>
    /// What to keep as a snapshot of an agent with whom nothing has happened for a while, such as one whose caller is on
    /// hold; null where it is not worth it, or the node of his bridge makes it.
    /// </summary>
    public SessionState? ToKeepAtRest()
    {
        if (isUncertain || surroundings.Now - State.At < surroundings.Options.RestsFor || !State.IsWorthSnapshot(lastSnapshot)
            || (State.Picture.Session.Attached is { } bridge && IsElsewhere(bridge.Id)))
        {
            return null;
        }

        lastSnapshot = State.Revision;
        return State;
    }

    /// <summary>Takes no more messages, and completes when those that are waiting were handled.</summary>
    public async Task CloseAsync()
    {
        await mailbox.CloseAsync();
        outstanding.Forget();
    }

    private async Task HandleAsync(Letter letter)
    {
        if (isRetired)
        {
            letter.Fail(new ActorRetiredException());
            return;
        }

        try
        {
            if (state is null || isUncertain)
            {
                await TakeUpAsync();
            }

            if (isToWake || !heard.IsEmpty)
            {
                await CatchUpAsync();
            }

            await letter.WorkAsync();
            letter.Answer();
            if (letter.IsUse)
            {
                lastUsed = surroundings.Options.Clock.GetTimestamp();
            }
        }
        catch (Exception fault)
        {
            letter.Fail(fault);
            ReadOnLater();
        }
    }

    private ValueTask<Step> PrepareAsync(Decision.Change change, Cause cause, DateTimeOffset now)
    {
        var unknown = State.UnknownStreams(change.Happened);
        return unknown.Count > 0 || HasDigitsForElsewhere(change.Ask)
            ? PrepareAsync(change, cause, now, unknown)
            : ValueTask.FromResult(State.Prepare(change.Happened, cause, now));
    }

    /// <param name="unknown">The streams of entities that are new to the picture and may have an older life in the journal: their numbers go on after that.</param>
    private async ValueTask<Step> PrepareAsync(Decision.Change change, Cause cause, DateTimeOffset now, IReadOnlyList<string> unknown)
    {
        if (unknown.Count > 0)
        {
            state = State.WithHeads(await surroundings.Journal.ReadHeadsAsync(unknown, default));
        }

        var step = State.Prepare(change.Happened, cause, now);
        return await NoticeAsync(change.Ask) is { } notice ? step with { Change = step.Change with { Notice = notice } } : step;
    }

    /// <summary>The bridge's node ends a request at its deadline; the others leave it a second more.</summary>
    private TimeSpan DeadlineOf(Request request) => surroundings.Options.Deadline + PatienceWith(request);

    private TimeSpan PatienceWith(Request? request) =>
        request is not null && IsElsewhere(request.Attachment) ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;

    private bool IsElsewhere(string attachment) => surroundings.Journal.Node?.IsElsewhere(attachment) ?? false;

}
