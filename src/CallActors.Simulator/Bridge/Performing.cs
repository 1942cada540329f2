using CallActors.Simulator.Centre;
using CallActors.Simulator.Faults;
using CallActors.Simulator.Running;

namespace CallActors.Simulator.Bridge;

/// <summary>Performs requests as Amazon Connect would, and goes wrong as it is told to.</summary>
/// <param name="live">The world.</param>
/// <param name="stopping">Ends what waits when the simulator stops.</param>
internal sealed class Performing(LiveCentre live, CancellationToken stopping)
{
    /// <summary>Takes a request; the task ends when what became of it at once is durable.</summary>
    /// <param name="agentId">Whose bridge received it.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">Says the result to the engine: null for success, else the error in its form.</param>
    public async Task TakeAsync(string agentId, BridgeRequest request, Action<object?> answer)
    {
        var delayMilliseconds = 0;
        await live.RequestAsync(agentId, (centre, log, moment) =>
        {
            if (log.Find(request.RequestId) is { } known)
            {
                return new RequestDecision(centre, known with { Times = known.Times + 1 }, null);
            }

            var record = Received(request, log, moment);
            if (request.IsLate)
            {
                return new RequestDecision(centre, record with { Outcome = RequestRecord.Late }, null);
            }

            (centre, var fault) = centre.TakeFault(agentId, request.Operation.Name);
            switch (fault?.Behaviour)
            {
                case FaultBehaviour.Slow:
                    delayMilliseconds = fault.DelayMilliseconds;
                    return new RequestDecision(centre, record, null);
                case FaultBehaviour.Silent:
                    return new RequestDecision(centre, record with { Outcome = RequestRecord.Silent }, null);
                case FaultBehaviour.Fail or FaultBehaviour.AlreadyResumed:
                    return Failure(centre, record, fault.Error, fault.Form, answer);
                case FaultBehaviour.Lie:
                    var lied = Perform(centre, agentId, request, record, moment, static _ => { });
                    return lied.Record.Performed
                        ? Failure(lied.Centre, lied.Record, fault.Error, fault.Form, answer)
                        : lied with { Answer = () => answer(InForm(fault.Error, fault.Form)) };
                default:
                    return Perform(centre, agentId, request, record, moment, answer);
            }
        });

        if (delayMilliseconds > 0)
        {
            // Amazon is slow, not the page: it goes on whatever else is asked meanwhile.
            _ = PerformLaterAsync(agentId, request, delayMilliseconds, answer);
        }
    }

    private async Task PerformLaterAsync(string agentId, BridgeRequest request, int delayMilliseconds, Action<object?> answer)
    {
        try
        {
            await Task.Delay(delayMilliseconds, stopping);
            await live.RequestAsync(agentId, (centre, log, moment) => Perform(
                centre, agentId, request, log.Find(request.RequestId) ?? Received(request, log, moment), moment, answer));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SimulatorException)
        {
            // The simulator stops: the record says pending for ever, and nothing was performed.
        }
    }

    private static RequestRecord Received(BridgeRequest request, RequestLog log, Moment moment) => new(
        request.RequestId, request.Operation.Name, request.Operation.ContactId, request.Operation.ConnectionId,
        moment.Now, log.NextPosition, Times: 1, Performed: false, RequestRecord.Pending);

    private static RequestDecision Perform(
        ContactCentre centre, string agentId, BridgeRequest request, RequestRecord record, Moment moment, Action<object?> answer)
    {
        try
        {
            var after = centre.Perform(agentId, request.Operation, moment);
            return new RequestDecision(
                after, record with { Performed = true, Outcome = RequestRecord.Ok }, () => answer(null));
        }
        catch (OperationRefusedException refusal)
        {
            return Failure(centre, record, refusal.Error, ErrorForm.Object, answer);
        }
    }

    private static RequestDecision Failure(
        ContactCentre centre, RequestRecord record, AmazonError error, ErrorForm form, Action<object?> answer) =>
        new(centre, record with { Outcome = RequestRecord.Failed(error.Message) }, () => answer(InForm(error, form)));

    private static object InForm(AmazonError error, ErrorForm form) => form switch
    {
        ErrorForm.Object => error,
        ErrorForm.JsonString => System.Text.Json.JsonSerializer.Serialize(error, CentreJson.Options),
        _ => error.Message,
    };
}
