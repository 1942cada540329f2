using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.ButtonTables;
using CallActors.Domain.Tests.Properties;
using CallActors.Domain.Tests.Telling;

namespace CallActors.Domain.Tests.Model;

/// <summary>
/// The domain on one side, the contact centre on the other, and between them a way on which reports and answers are
/// late, twice, out of order or lost. After each report what the domain holds is compared with what must be shown.
/// </summary>
internal sealed class Desk(Visits rows, Visits endings, Visits errors, Visits faults)
{
    private static readonly ConnectError Refusal = new("BadRequestException", "Not now.");
    private static readonly ConnectError NoAnswer = new("CallAlreadyResumedException", "Error received from Voice Service");

    private const string Lie = "done though reported failed";
    private const string Slow = "slow";

    /// <summary>What the contact centre does with requests, beside doing them.</summary>
    public static readonly string[] Faults =
        ["none", "refused", "silent", Lie, "CallAlreadyResumed though still held", "done without an answer", Slow];

    private readonly ContactCentre centre = new();
    private readonly Onlooker onlooker = new();
    private readonly List<AgentReport> reports = [];
    private readonly List<(string RequestId, ConnectError? Error)> answers = [];
    private readonly List<BridgeRequest> slow = [];
    private Story story = Story.WithoutBridge.Attached(Story.Bridge).TellsStates(Asks.Available, Asks.Lunch, Asks.Busy);
    private AgentReport? newestWhenAsked;
    private Ask? lastAccepted;
    private int asks;
    private int bridges = 1;

    public Picture Picture => story.Picture;

    public string NextRequestId => $"request-{++asks}";

    /// <summary>Something happens in the contact centre that nobody asked for.</summary>
    public void Act(int pick)
    {
        centre.Act(pick);
        Send();
    }

    public void Ask(Ask ask, int pick)
    {
        story = story.When(ask);
        if (story.Last is Decision.Refused refused)
        {
            errors.Count(ErrorTable.Of(ask, refused.Kind));
        }

        if (story.Last is Decision.Change { Ask: { } request })
        {
            lastAccepted = ask;
            newestWhenAsked = onlooker.Newest;
            Carry(request, pick);
        }
    }

    public void AskAgain()
    {
        if (lastAccepted is { } ask)
        {
            story.When(ask).Last.ShouldBeOfType<Decision.Repeated>().First.Request.RequestId.ShouldBe(ask.RequestId);
            story.When(ask with { Data = "something else" }).Last.ShouldBeOfType<Decision.Refused>().Kind.ShouldBe(RefusalKind.Malformed);
            errors.Count(ErrorTable.Of(ask, RefusalKind.Malformed));
        }
    }

    /// <summary>The report at this place on the way comes.</summary>
    public void Deliver(int index, bool isKept = false)
    {
        if (reports.Count > 0)
        {
            var report = reports[index % reports.Count];
            if (!isKept)
            {
                reports.Remove(report);
            }

            Take(report);
        }
    }

    public void DeliverAll()
    {
        while (reports.Count > 0)
        {
            Deliver(0);
        }
    }

    public void Lose(int index)
    {
        if (reports.Count > 0)
        {
            reports.RemoveAt(index % reports.Count);
        }
    }

    public void DeliverAnswer()
    {
        if (answers.Count == 0)
        {
            return;
        }

        var (requestId, error) = answers[0];
        answers.RemoveAt(0);
        var outstanding = story.Picture.Session.Outstanding;
        Take(story.Answered(error, requestId), null);
        var isSeenNowhere = outstanding?.Kind is RequestKind.SendDigits or RequestKind.Mute or RequestKind.Unmute;
        var isEnded = outstanding?.RequestId == requestId && (error == Refusal || (error is null && isSeenNowhere));
        (story.Last is Decision.Change).ShouldBe(isEnded);
    }

    /// <summary>What Connect took its time for is done after all, perhaps long after the deadline.</summary>
    public void DoSlow(int pick)
    {
        if (slow.Count > 0)
        {
            var request = slow[0];
            slow.RemoveAt(0);
            centre.Do(request, pick);
            Send();
        }
    }

    public void PassDeadline()
    {
        if (story.Picture.Session.Outstanding is { } outstanding)
        {
            Take(story.DeadlinePassed(outstanding.RequestId), null);
            story.Picture.Session.Outstanding.ShouldBeNull();
        }
    }

    /// <summary>Its answers are lost with it; what it sent may come yet.</summary>
    public void LoseBridge()
    {
        if (story.Picture.Session.Attached is { } attached)
        {
            story = story.Detached(attached.Id);
            answers.Clear();
        }
    }

    public void AttachBridge()
    {
        bridges++;
        story = story.Attached($"bridge-{bridges}");
        centre.Pass();
        Send();
    }

    /// <summary>The node is killed and the session taken up again: what was not journaled is forgotten, and every socket is gone.</summary>
    public void Restart(int pick)
    {
        reports.Clear();
        answers.Clear();
        var journaled = story.Past.OfType<Happened.ToAgent>().Select(each => each.Fact).OfType<AgentFact.ReportTaken>().LastOrDefault()?.At;
        story = story with { Picture = story.Picture with { Session = story.Picture.Session with { AsOf = journaled ?? DateTimeOffset.MinValue } } };
        story = pick % 2 == 0 ? story : story.Later(Story.Deadline);
        Take(story.Take(Attaching.Wake(story.Picture, _ => false, story.Now, Story.Deadline)), null);
        story.Picture.Session.Attachments.ShouldBeEmpty();
    }

    /// <summary>One more whole report comes, and every request has ended once.</summary>
    public void Close()
    {
        reports.Clear();
        AttachBridge();
        DeliverAll();
        PassDeadline();
        onlooker.ShouldEqual(story.Picture, rows);
        story.Picture.Session.Muted.ShouldBe(centre.IsMuted);
        ButtonProperties.ShouldBeWhatIsAccepted(story.Picture, story.Now);

        var facts = story.Past.OfType<Happened.ToAgent>().Select(each => each.Fact).ToArray();
        facts.Where(fact => fact is AgentFact.RequestConfirmed or AgentFact.RequestFailed).Select(fact => (fact as AgentFact.RequestConfirmed)?.RequestId ?? ((AgentFact.RequestFailed)fact).RequestId)
            .ShouldBe(facts.OfType<AgentFact.RequestStarted>().Select(fact => fact.Request.RequestId));
    }

    private void Carry(BridgeRequest request, int pick)
    {
        const int ways = 20;
        var (fault, isDone, isAnswered, error) = (pick % ways) switch
        {
            0 => ("refused", false, true, Refusal),
            1 => ("silent", false, false, null),
            2 => (Lie, true, true, Refusal),
            3 => ("CallAlreadyResumed though still held", false, true, NoAnswer),
            4 => ("done without an answer", true, false, null),
            5 => (Slow, false, false, null),
            _ => ("none", true, true, (ConnectError?)null),
        };
        faults.Count(fault);
        if (fault == Slow)
        {
            slow.Add(request);
        }

        if (isDone)
        {
            error = centre.Do(request, pick / ways) ? error : Refusal;
            Send();
        }

        if (isAnswered)
        {
            answers.Add((request.RequestId, error));
        }
    }

    private void Send() => reports.AddRange(story.Picture.Session.Attachments.Select(attachment => centre.Report(attachment.Id)));

    private void Take(AgentReport report)
    {
        var outstanding = story.Picture.Session.Outstanding;
        var (last, before) = (onlooker.Newest, story.Picture);
        Take(story.When(report), report);
        Times.ShouldFollow(before, story.Told, report);
        if (!onlooker.Take(report, outstanding?.Kind == RequestKind.Reject ? outstanding.ContactId : null))
        {
            story.ThenNothing();
            return;
        }

        onlooker.ShouldEqual(story.Picture, rows);
        var happened = story.Last is Decision.Change change ? change.Happened : [];
        if (outstanding is not null)
        {
            happened.Contains(new Happened.ToAgent(new AgentFact.RequestConfirmed(outstanding.RequestId)))
                .ShouldBe(Evidence.IsShown(outstanding, newestWhenAsked, last, report), $"{outstanding} by {report}");
        }

        foreach (var contact in story.Told.Calls.Where(call => call.Contact.Phase == ContactPhase.Cleared))
        {
            rows.Count(ButtonTable.Cleared.Situation);
            contact.Shown.All(connection => Buttons.Of(contact, connection) == default).ShouldBeTrue();
        }
    }

    private void Take(Story after, AgentReport? report)
    {
        var before = story.Picture;
        story = after;
        if (after.Last is Decision.Change change)
        {
            if (change.Happened.OfType<Happened.ToAgent>().Any(each => each.Fact is AgentFact.RequestFailed))
            {
                errors.Count(ErrorTable.Of(before.Session.Outstanding!));
            }

            foreach (var row in EndingTable.RowsOf(before, report, change.Happened))
            {
                endings.Count(row);
            }
        }
    }
}
