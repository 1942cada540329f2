using CallActors.Akka.Messages;
using CallActors.Engine;

namespace CallActors.Akka.Nodes;

/// <content>The bridges at this node. Each request goes to its bridge at most once, however often the session sends it.</content>
internal sealed partial class AgentAtNode
{
    private const int SentRemembered = 64;

    private readonly Dictionary<string, AttachedLink> links = new(StringComparer.Ordinal);
    private readonly Queue<string> sent = [];

    private void Attach(ToAgent.Attaching attaching)
    {
        // Before it is durable: a request may follow on its heels.
        var link = links[attaching.Attachment] = new AttachedLink(attaching.Link);
        Send(
            new CommandBody.Attach(attaching.Hello, attaching.Attachment),
            _ =>
            {
                link.IsAttached = true;
                attaching.Answer.TrySetResult(null);
            },
            reason =>
            {
                links.Remove(attaching.Attachment);
                attaching.Answer.SetFault(reason);
            });
    }

    private void Detach(ToAgent.Detaching detaching)
    {
        // At once: whatever becomes of the rest, nothing is sent there any more.
        links.Remove(detaching.Attachment);
        Send(new CommandBody.Detach(detaching.Attachment), _ => detaching.Answer.TrySetResult(null), detaching.Answer.SetFault);
    }

    private void Take(ToBridge request)
    {
        if (!links.TryGetValue(request.Request.Attachment, out var attached) || sent.Contains(request.Request.RequestId))
        {
            return;
        }

        sent.Enqueue(request.Request.RequestId);
        if (sent.Count > SentRemembered)
        {
            sent.Dequeue();
        }

        try
        {
            attached.Link.Send(request.Request, request.Deadline);
        }
        catch (Exception fault)
        {
            // It may be out all the same: the deadline or the next report ends it.
            surroundings.Warn($"The request {request.Request.RequestId} of agent {agentId} could not be written to its bridge: {fault.Message}");
        }
    }

    private void Take(BridgeNews news)
    {
        if (!links.TryGetValue(news.Attachment, out var attached))
        {
            return;
        }

        switch (news.Kind)
        {
            case BridgeNewsKind.StandBy:
                attached.Link.Standby();
                break;
            case BridgeNewsKind.AttachedAgain:
                attached.Link.Attach?.Invoke();
                break;
            case BridgeNewsKind.Lost:
                links.Remove(news.Attachment);
                attached.Link.Lose?.Invoke();
                break;
        }
    }

    private sealed class AttachedLink(BridgeLink link)
    {
        public BridgeLink Link => link;

        /// <summary>Whether that is durable: only then the session is told of it when it is found again.</summary>
        public bool IsAttached { get; set; }
    }
}
