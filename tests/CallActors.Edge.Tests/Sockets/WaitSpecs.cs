using System.Net;
using System.Text;
using CallActors.Domain.Agents;
using CallActors.Edge.Tests.Running;
using CallActors.Engine;

namespace CallActors.Edge.Tests.Sockets;

/// <summary>Who waits by HTTP for a request's end.</summary>
public sealed class WaitSpecs
{
    private const string Hold = """{"channel":"Amazon","topic":"InboundCall","subtopic":"Hold","source":"tests","data":"c-1","requestId":"hold-1"}""";

    private readonly TaskCompletionSource<AskOutcome> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_end_that_cannot_be_journaled_in_time_is_not_waited_for_and_is_heard_by_asking_again(bool isRepeat)
    {
        var isAskedAgain = isRepeat;
        await using var edge = await RunningEdge.StartAsync(engine: new TroubledEngine
        {
            Deadline = TimeSpan.FromMilliseconds(100),
            OnAsk = ask => isAskedAgain ? new AskAnswer.Repeated(null, View, end.Task) : new AskAnswer.Accepted(ask.RequestId, end.Task),
        });

        using (var unknown = await AskAsync(edge))
        {
            unknown.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await unknown.Content.ReadAsStringAsync()).ShouldBe(
                """{"channel":"Amazon","topic":"Error","subtopic":"ApiError","data":{"errorType":"JOURNAL_UNAVAILABLE","errorMessage":"The request was accepted, and how it ended cannot be journaled at the moment; ask again with the same requestId to hear it.","msg":"Not possible at the moment, try again."}}""");
        }

        isAskedAgain = true;
        end.SetResult(new AskOutcome(null, [Encoding.UTF8.GetBytes("{}")]));
        using var ended = await AskAsync(edge);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ended.Content.ReadAsStringAsync()).ShouldBe("[{}]");
    }

    private static AgentView View => new("agent1", 7, DateTimeOffset.UnixEpoch, Picture.Initial);

    private static async Task<HttpResponseMessage> AskAsync(RunningEdge edge)
    {
        using var content = new StringContent(Hold, Encoding.UTF8, "application/json");
        return await edge.Http.PostAsync("/v1/agents/agent1/messages?wait=true", content).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
