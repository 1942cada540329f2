using System.Collections.Immutable;
using CallActors.Domain.Agents;

namespace CallActors.Domain.Tests.Telling;

/// <summary>
/// What happened to an agent so far, one second after another: <c>Given(situation).When(ask).Then…</c>. A bridge is
/// attached at first. It does with decisions what an engine does: fold, tell, and let go of what is cleared.
/// </summary>
/// <param name="Picture">What the next decision is made on.</param>
/// <param name="Told">What apps are shown of the last change; what it cleared is still there.</param>
/// <param name="Last">What was decided last.</param>
/// <param name="Past">All that happened, in order.</param>
internal sealed record Story(Picture Picture, Picture Told, Decision Last, int Second, ImmutableList<Happened> Past)
{
    public const string Bridge = "bridge-1";

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(5);

    public static Story WithoutBridge { get; } = new(Picture.Initial, Picture.Initial, new Decision.Nothing(), 0, []);

    public DateTimeOffset Now => Calls.At(Second);

    /// <summary>A session with a bridge, and one whole report with these contacts.</summary>
    public static Story Given(params ContactReport[] contacts) => WithoutBridge.Attached(Bridge).When(contacts);

    /// <summary>A whole report, a second later than what was before.</summary>
    public Story When(params ContactReport[] contacts) => Reported(Second + 1, contacts);

    /// <summary>A whole report with a time of its own, wherever that lies.</summary>
    public Story Reported(double second, params ContactReport[] contacts) => When(Report(second, contacts));

    public Story When(AgentReport report)
    {
        var story = this with { Second = Math.Max(Second, (int)(report.At - Calls.At(0)).TotalSeconds) };
        var taken = story.Take(Observing.Decide(Picture, report));
        return taken with { Picture = taken.Picture.Noted(report) };
    }

    public Story When(Ask ask) => Take(Asking.Decide(Picture, ask, Now));

    /// <summary>The bridge answers what is outstanding; null for ok.</summary>
    public Story Answered(ConnectError? error = null, string requestId = "request-1") => Take(Ending.ByAnswer(Picture, requestId, error));

    public Story DeadlinePassed(string requestId = "request-1") => Take(Ending.ByDeadline(Picture, requestId, Deadline));

    public Story Attached(string attachment) => Take(Attaching.Attach(attachment, null, "1", "ada", "Ada"));

    public Story Detached(string attachment = Bridge) => Take(Attaching.Detach(Picture, attachment));

    public Story TellsStates(params AgentState[] states) => Take(Attaching.TellStates(Picture, states));

    public Story Later(TimeSpan time) => this with { Second = Second + (int)time.TotalSeconds };

    public Story Take(Decision decision)
    {
        var happened = decision is Decision.Change change ? change.Happened : [];
        var told = Picture.Evolve(happened);
        return this with { Told = told, Picture = told.WithoutCleared(), Last = decision, Past = Past.AddRange(happened) };
    }

    public static AgentReport Report(double second, params ContactReport[] contacts) => new(
        Calls.At(second), Bridge, null, null, null, [.. contacts.Select(contact => contact with
        {
            StateSince = OrReport(contact.StateSince, second),
            Connections = [.. contact.Connections.Select(connection => connection with { Since = OrReport(connection.Since, second) })],
        })]);

    private static DateTimeOffset OrReport(DateTimeOffset time, double second) => time == Calls.WithReport ? Calls.At(second) : time;
}
