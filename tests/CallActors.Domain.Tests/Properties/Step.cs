using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Properties;

/// <summary>One thing that happens in a history. The picks mean something only where it happens, so any part of a history is one too.</summary>
/// <param name="Report">A report that may have nothing to do with the one before.</param>
internal sealed record Step(StepKind Kind, AgentReport Report, int Pick, int Second)
{
    private static readonly ConnectError[] Errors =
        [new("BadRequestException", "Not now."), new("CallAlreadyResumedException", "Error received from Voice Service"), new(null, null)];

    public static Gen<Step> Any { get; } =
        from kind in Gen.Frequency(
            (2, Gen.Constant(StepKind.Report)), (12, Gen.Constant(StepKind.Fulfil)), (8, Gen.Constant(StepKind.Nudge)), (10, Gen.Constant(StepKind.AskPossible)),
            (2, Gen.Constant(StepKind.AskAnything)), (3, Gen.Constant(StepKind.AskOfAgent)), (5, Gen.Constant(StepKind.Answer)),
            (2, Gen.Constant(StepKind.Deadline)), (2, Gen.Constant(StepKind.ReplaceBridge)), (1, Gen.Constant(StepKind.OldReport)))
        from report in kind is StepKind.Report or StepKind.OldReport ? ReportGenerators.Report : Gen.Constant(Story.Report(0))
        from pick in Gen.Choose(0, 9999)
        from second in Gen.Choose(0, 3)
        select new Step(kind, report, pick, second);

    public static Arbitrary<Step[]> Histories { get; } = Arb.From(
        Gen.Choose(5, 60).SelectMany(length => Gen.ArrayOf(Any, length)), Arb.Array(Arb.From(Any)).Shrinker);

    public History On(History history) => Kind switch
    {
        StepKind.Report => history.Seen(Report, Second),
        StepKind.Fulfil when history.Story.Picture.Session.Outstanding is { } request => history.Seen(Fulfilling.Next(history.LastReport, request), 1),
        StepKind.Nudge or StepKind.Fulfil => history.Seen(Nudge.Next(history.LastReport, Pick, Pick / 11), 1),
        StepKind.OldReport => history.Seen(Report, -Second - 1),
        StepKind.AskPossible => history.Ask(requestId => AskPossible(history.Story.Picture, Pick, requestId)),
        StepKind.AskAnything => history.Ask(requestId => Asks.OfCall(
            Commands.All[Pick % Commands.All.Count], history.Ids[Pick / 11 % history.Ids.Count], requestId)),
        StepKind.AskOfAgent => history.Ask(requestId => AskOfAgent(Pick).As(requestId)),
        StepKind.Answer => history.Answered(Pick % 2 == 0 ? null : Errors[Pick / 2 % Errors.Length]),
        StepKind.Deadline => history.Tell(story => story.DeadlinePassed(history.RequestId)),
        StepKind.ReplaceBridge => history.ReplaceBridge(),
        _ => throw new ArgumentOutOfRangeException(nameof(history), Kind, "not a kind of step"),
    };

    public static Ask AskOfAgent(int pick) => (pick % 6) switch
    {
        0 => Asks.MakeCall(Endpoint.OfNumber(pick % 3 == 0 ? Calls.ExpertNumber : "+15550006")),
        1 => Asks.SetState("Lunch"),
        2 => Asks.SetState(type: AgentStates.Routable),
        3 => Asks.Mute(),
        4 => Asks.SetState(pick % 4 == 0 ? "Busy" : "Holiday"),
        _ => Asks.Unmute(),
    };

    /// <summary>Something that a button offers, each command as likely as the other; where there is none, a call is made.</summary>
    public static Ask AskPossible(Picture picture, int pick, string requestId)
    {
        var possible =
            from contact in picture.Calls
            from connection in contact.Shown
            from command in Commands.All
            where Buttons.Of(contact, connection)[command]
            select (Command: command, connection.Party.ConnectionId);
        var byCommand = possible.ToLookup(each => each.Command, each => each.ConnectionId);
        if (byCommand.Count == 0)
        {
            return Asks.MakeCall(Endpoint.OfNumber("+15550006")).As(requestId);
        }

        var chosen = byCommand.ElementAt(pick % byCommand.Count);
        return Asks.OfCall(chosen.Key, chosen.ElementAt(pick / 11 % chosen.Count()), requestId);
    }
}

internal enum StepKind
{
    Report,
    Nudge,

    /// <summary>A report in which what is outstanding has happened; where nothing is, a nudge.</summary>
    Fulfil,
    OldReport,
    AskPossible,
    AskAnything,
    AskOfAgent,
    Answer,
    Deadline,
    ReplaceBridge,
}
