using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Properties;
using CallActors.Domain.Tests.Telling;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Model;

/// <summary>One step of a sequence. The pick means something only where it is taken, so any part of a sequence is one too.</summary>
internal sealed record ModelStep(ModelStepKind Kind, int Pick)
{
    private static readonly Gen<ModelStep> Any =
        from kind in Gen.Frequency(
            (11, Gen.Constant(ModelStepKind.Act)), (10, Gen.Constant(ModelStepKind.AskPossible)), (2, Gen.Constant(ModelStepKind.AskAnything)),
            (2, Gen.Constant(ModelStepKind.AskOfAgent)), (1, Gen.Constant(ModelStepKind.AskAgain)), (8, Gen.Constant(ModelStepKind.Deliver)),
            (9, Gen.Constant(ModelStepKind.DeliverAll)), (2, Gen.Constant(ModelStepKind.DeliverAny)), (2, Gen.Constant(ModelStepKind.DeliverTwice)),
            (2, Gen.Constant(ModelStepKind.Lose)), (6, Gen.Constant(ModelStepKind.DeliverAnswer)), (1, Gen.Constant(ModelStepKind.DoSlow)),
            (2, Gen.Constant(ModelStepKind.PassDeadline)), (1, Gen.Constant(ModelStepKind.LoseBridge)), (2, Gen.Constant(ModelStepKind.AttachBridge)),
            (1, Gen.Constant(ModelStepKind.Restart)))
        from pick in Gen.Choose(0, 99999)
        select new ModelStep(kind, pick);

    public static Arbitrary<ModelStep[]> Sequences { get; } = Arb.From(
        Gen.Choose(10, 80).SelectMany(length => Gen.ArrayOf(Any, length)), Arb.Array(Arb.From(Any)).Shrinker);

    public void On(Desk desk)
    {
        switch (Kind)
        {
            case ModelStepKind.Act:
                desk.Act(Pick);
                break;
            case ModelStepKind.AskPossible:
                desk.Ask(Step.AskPossible(desk.Picture, Pick, desk.NextRequestId), Pick / 7);
                break;
            case ModelStepKind.AskAnything:
                var ids = History.IdsOf(desk.Picture);
                desk.Ask(Asks.OfCall(Commands.All[Pick % Commands.All.Count], ids[Pick / 11 % ids.Count], desk.NextRequestId), Pick / 7);
                break;
            case ModelStepKind.AskOfAgent:
                desk.Ask(Step.AskOfAgent(Pick).As(desk.NextRequestId), Pick / 7);
                break;
            case ModelStepKind.AskAgain:
                desk.AskAgain();
                break;
            case ModelStepKind.Deliver:
                desk.Deliver(0);
                break;
            case ModelStepKind.DeliverAll:
                desk.DeliverAll();
                break;
            case ModelStepKind.DeliverAny:
                desk.Deliver(Pick);
                break;
            case ModelStepKind.DeliverTwice:
                desk.Deliver(Pick, isKept: true);
                break;
            case ModelStepKind.Lose:
                desk.Lose(Pick);
                break;
            case ModelStepKind.DeliverAnswer:
                desk.DeliverAnswer();
                break;
            case ModelStepKind.DoSlow:
                desk.DoSlow(Pick);
                break;
            case ModelStepKind.PassDeadline:
                desk.PassDeadline();
                break;
            case ModelStepKind.LoseBridge:
                desk.LoseBridge();
                break;
            case ModelStepKind.AttachBridge:
                desk.AttachBridge();
                break;
            case ModelStepKind.Restart:
                desk.Restart(Pick);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(desk), Kind, "not a kind of step");
        }
    }
}

internal enum ModelStepKind
{
    Act,
    AskPossible,
    AskAnything,
    AskOfAgent,
    AskAgain,
    Deliver,
    DeliverAll,
    DeliverAny,
    DeliverTwice,
    Lose,
    DeliverAnswer,
    DoSlow,
    PassDeadline,
    LoseBridge,
    AttachBridge,
    Restart,
}
