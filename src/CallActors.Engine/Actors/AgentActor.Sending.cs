using CallActors.Domain.Agents;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <content>How what was journaled goes out: to the bridge that is attached here, or by Amazon's API.</content>
internal sealed partial class AgentActor
{
    /// <summary>Digits came for a bridge that is attached here: with the commit of their request, or after it was read.</summary>
    public void TakeDigits(DigitsForBridge digits)
    {
        sealedDigits = digits;
        if (withoutDigits is { } waiting && waiting.RequestId == digits.RequestId
            && State.Picture.Session.Outstanding?.RequestId == waiting.RequestId)
        {
            withoutDigits = null;
            Send(waiting with { Digits = digits.Digits });
        }
    }

    /// <summary>Digits are not journaled: to a bridge at another node they go sealed, with the commit.</summary>
    private async ValueTask<string?> NoticeAsync(BridgeRequest? ask) =>
        HasDigitsForElsewhere(ask)
            ? await surroundings.Journal.Node!.SealAsync(new DigitsForBridge(AgentId, ask!.Attachment, ask.RequestId, ask.Digits!), default)
            : null;

    private bool HasDigitsForElsewhere(BridgeRequest? ask) =>
        ask is { Digits: not null } && surroundings.Journal.Node is { } node && node.WasElsewhere(ask.Attachment);

    private void Send(BridgeRequest? request)
    {
        if (request is null || WayTo(request) is not { } send)
        {
            return;
        }

        try
        {
            send(request, surroundings.Options.Deadline);
        }
        catch (Exception fault)
        {
            // It may be out all the same: the deadline or the next report ends it.
            surroundings.Warn($"The request {request.RequestId} of agent {AgentId} could not be sent: {fault.Message}");
        }
    }

    /// <summary>A bridge that is attached here, or Amazon's API where the request was journaled for this node's way to it.</summary>
    private Action<BridgeRequest, TimeSpan>? WayTo(BridgeRequest request) =>
        links.TryGetValue(request.Attachment, out var link) ? link.Send
        : surroundings.Api is { } api && request.Attachment == surroundings.ApiWay ? (asked, deadline) => api.Send(AgentId, asked, deadline)
        : null;
}
