using Akka.Actor;
using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Codec;
using CallActors.Engine.Wire;

namespace CallActors.Akka.Sessions;

/// <content>What each command asks the domain, and how it is answered.</content>
internal sealed partial class SessionActor
{
    private void Take(Command command)
    {
        Touch();
        var asker = Sender;
        switch (command.Body)
        {
            case CommandBody.View:
                asker.Tell(new Answered(agentId, command.CommandId, null, State.View, null));
                break;
            case CommandBody.AskOf e:
                Ask(command, e.Form.ToAsk(), asker);
                break;
            case CommandBody.Attach e:
                Attach(command, e, asker);
                break;
            case CommandBody.Detach e:
                if (nodes.TryGetValue(asker, out var attachments))
                {
                    nodes[asker] = attachments.Remove(e.Attachment);
                }

                Do(command, asker, (picture, _) => Attaching.Detach(picture, e.Attachment), new Cause("lost", e.Attachment));
                break;
            case CommandBody.Report e:
                Change(
                    (picture, _) => Observing.Decide(picture, e.Seen), Cause.Of(e.Seen),
                    _ =>
                    {
                        state = State with { Picture = State.Picture.Noted(e.Seen) };
                        Answer(command, asker);
                    },
                    reason => Answer(command, asker, reason));
                break;
            case CommandBody.Result e:
                Do(command, asker, (picture, _) => Ending.ByAnswer(picture, e.RequestId, e.Error), new Cause("answer", e.RequestId));
                break;
            case CommandBody.Attributes e:
                Do(command, asker, (picture, _) => Describing.TellAttributes(picture, e.ContactId, e.All), new Cause("attributes", e.ContactId));
                break;
            case CommandBody.States e:
                Do(command, asker, (picture, _) => Attaching.TellStates(picture, e.All), new Cause("states", null));
                break;
            case CommandBody.Endpoints e:
                Do(command, asker, (picture, _) => Attaching.TellEndpoints(picture, e.All), new Cause("endpoints", null));
                break;
        }
    }

    private void Ask(Command command, Ask ask, IActorRef asker)
    {
        if (State.Revision == 0)
        {
            asker.Tell(new Answered(agentId, command.CommandId, new AskReply(AskReplyKind.Refused, WireError.NoSuchAgent(agentId)), null, null));
            return;
        }

        Change(
            (picture, now) => Asking.Decide(picture, ask, now, surroundings.ApiWay), new Cause("request", ask.RequestId, ask.App),
            decision => asker.Tell(AskAnswer.Of(decision, ask, State.View, _ => NotAwaitedHere) switch
            {
                AskAnswer.Accepted => new Answered(agentId, command.CommandId, new AskReply(AskReplyKind.Accepted, null), null, null),
                AskAnswer.Refused e => new Answered(agentId, command.CommandId, new AskReply(AskReplyKind.Refused, e.Error), null, null),
                AskAnswer.Repeated e => new Answered(agentId, command.CommandId, new AskReply(AskReplyKind.Repeated, e.Error), e.View, null),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer."),
            }),
            reason => Answer(command, asker, reason));
    }

    // Whoever asked waits at his own node.
    private static readonly Task<AskOutcome> NotAwaitedHere = Task.FromResult(new AskOutcome(null, []));

    private void Attach(Command command, CommandBody.Attach attach, IActorRef asker)
    {
        if (State.Picture.Session.Attachments.Any(each => each.Id == attach.Attachment))
        {
            // Journaled by the session of before, which stopped ahead of its answer.
            Reach(asker, attach.Attachment);
            Answer(command, asker);
            return;
        }

        // Were there others at nodes that are gone, they are detached first, so that the first snapshot settles what they had.
        Wake(() =>
        {
            Reach(asker, attach.Attachment);
            Do(
                command, asker,
                (_, _) => Attaching.Attach(attach.Attachment, attach.Hello.AgentArn, attach.Hello.BridgeVersion, attach.Hello.Username, attach.Hello.Name),
                new Cause("hello", attach.Attachment));
        }, reason => Answer(command, asker, reason));
    }

    /// <summary>From here on what is for this bridge goes to this node.</summary>
    private void Reach(IActorRef node, string attachment)
    {
        if (nodes.TryGetValue(node, out var attachments))
        {
            nodes[node] = attachments.Add(attachment);
        }
    }

    private void Do(Command command, IActorRef asker, Func<Picture, DateTimeOffset, Decision> decide, Cause cause) =>
        Change(decide, cause, _ => Answer(command, asker), reason => Answer(command, asker, reason));

    private void Answer(Command command, IActorRef asker, string? fault = null) =>
        asker.Tell(new Answered(agentId, command.CommandId, null, null, fault));
}
