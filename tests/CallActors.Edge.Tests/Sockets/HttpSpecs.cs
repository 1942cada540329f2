using System.Net;
using CallActors.Edge.Tests.Running;

namespace CallActors.Edge.Tests.Sockets;

public sealed class HttpSpecs
{
    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.9:5080", null, HttpStatusCode.OK)]
    [InlineData("[::1]:5080", null, HttpStatusCode.OK)]
    [InlineData("localhost", "http://localhost:3000", HttpStatusCode.OK)]
    [InlineData("localhost", "https://127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "file://localhost", HttpStatusCode.Forbidden)]
    public async Task Only_pages_and_programs_of_this_machine_are_served(string host, string? origin, HttpStatusCode expected)
    {
        await using var edge = await RunningEdge.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await edge.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
        (await answer.Content.ReadAsStringAsync()).Contains("NOT_AUTHORIZED", StringComparison.Ordinal).ShouldBe(expected == HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("https://desktop.example.com", HttpStatusCode.OK)]
    [InlineData("https://desktop.example.com.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://desktop.example.com", HttpStatusCode.Forbidden)]
    public async Task A_page_of_an_allowed_origin_is_served_and_no_other(string origin, HttpStatusCode expected)
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { AllowedOrigins = ["https://desktop.example.com"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.TryAddWithoutValidation("Origin", origin);

        using var answer = await edge.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
        (answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var readers) ? readers.Single() : null)
            .ShouldBe(expected == HttpStatusCode.OK ? origin : null);
    }

    [Theory]
    [InlineData("https://desktop.example.com", HttpStatusCode.NoContent)]
    [InlineData("http://localhost:3000", HttpStatusCode.NoContent)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    public async Task A_page_that_asks_whether_it_may_send_a_request_is_told_so(string origin, HttpStatusCode expected)
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { AllowedOrigins = ["https://desktop.example.com"] });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/agents/agent1/messages");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "content-type");

        using var answer = await edge.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(expected);
        answer.Headers.Contains("Access-Control-Allow-Headers").ShouldBe(expected == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Insecure_serves_whoever_comes()
    {
        await using var edge = await RunningEdge.StartAsync(new EdgeOptions { IsInsecure = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Host = "node.example";
        (await edge.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/agents/agent1/bus", HttpStatusCode.UpgradeRequired)]
    [InlineData("/v1/bridge", HttpStatusCode.UpgradeRequired)]
    [InlineData("/v1/agents/agent1/bus?after=-1", HttpStatusCode.BadRequest)]
    [InlineData("/v1/agents/agent1/bus?after=", HttpStatusCode.BadRequest)]
    [InlineData("/v1/agents/agent1/bus?meta=yes", HttpStatusCode.BadRequest)]
    [InlineData("/v1/agents/agent1/events?after=x", HttpStatusCode.BadRequest)]
    [InlineData("/v1/agents/a%20b/state", HttpStatusCode.BadRequest)]
    [InlineData("/v1/agents/nobody/state", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task An_address_is_answered(string address, HttpStatusCode expected)
    {
        await using var edge = await RunningEdge.StartAsync();
        (await edge.Http.GetAsync(address)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_message_over_HTTP_is_accepted_refused_or_malformed()
    {
        await using var edge = await RunningEdge.StartAsync();
        (await PostAsync(edge, "Answer")).ShouldBe((409, "AGENT_NOT_FOUND"));
        using var bridge = await edge.AttachAsync("agent1");
        (await PostAsync(edge, "Answer")).ShouldBe((409, "ANSWER_CALL_FAILED"));
        (await PostAsync(edge, "answer")).ShouldBe((400, "INVALID_MESSAGE"));
        (await PostAsync(edge, new string('x', 70_000))).ShouldBe((400, "INVALID_MESSAGE"));
        (await PostAsync(edge, "StateSync")).ShouldBe((200, "StateSync"));
        (await PostAsync(edge, "Mute", "Agent")).Code.ShouldBe(202);
        (await PostAsync(edge, "Unmute", "Agent")).ShouldBe((409, "UPDATE_AGENT_STATE_FAILED"));
    }

    [Fact]
    public async Task Who_waits_gets_the_events_of_the_change_or_its_failure()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        await bridge.SendAsync(Snapshots.Call(1));
        var held = AnswerAsync(bridge, Snapshots.Call(2, "hold"));
        (await PostAsync(edge, "Hold", data: "c-1", wait: true)).ShouldBe((200, "InboundCallStateChange"));
        await held;
        var refused = AnswerAsync(bridge, null);
        (await PostAsync(edge, "Resume", data: "c-1", wait: true)).ShouldBe((409, "RESUME_CALL_FAILED"));
        await refused;
    }

    [Fact]
    public async Task Server_sent_events_have_their_id_on_the_last_part_and_resume_by_it()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var bridge = await edge.AttachAsync("agent1");
        using var first = await LinesAsync(edge, null);
        await bridge.SendAsync(Snapshots.Call(1));
        var ringing = await ReadEventsAsync(first, 2);
        ringing.Select(each => each.Id is null).ShouldBe([true, false]);
        await bridge.SendAsync(Snapshots.Call(2, "hold"));
        var held = await ReadEventsAsync(first, 2);
        using var again = await LinesAsync(edge, ringing[1].Id);
        (await ReadEventsAsync(again, 2)).ShouldBe(held);
    }

    private static async Task AnswerAsync(TestSocket bridge, string? snapshot)
    {
        var requestId = (await bridge.ReceiveAsync()).GetProperty("requestId").GetString();
        if (snapshot is null)
        {
            await bridge.SendAsync($$"""{"type":"result","requestId":"{{requestId}}","ok":false,"error":"No."}""");
        }
        else
        {
            await bridge.SendAsync(snapshot);
        }
    }

    private static async Task<(int Code, string? Word)> PostAsync(
        RunningEdge edge, string subtopic, string topic = "InboundCall", string? data = null, bool wait = false)
    {
        var body = $$"""{"channel":"Amazon","topic":"{{topic}}","subtopic":"{{subtopic}}","source":"a"{{(data is null ? "" : $",\"data\":\"{data}\"")}}}""";
        using var answer = await edge.Http.PostAsync($"/v1/agents/agent1/messages{(wait ? "?wait=true" : "")}", new StringContent(body));
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var envelope = json.RootElement.ValueKind == System.Text.Json.JsonValueKind.Array ? json.RootElement[0] : json.RootElement;
        var word = envelope.TryGetProperty("data", out var error) ? error.GetProperty("errorType").GetString()
            : envelope.TryGetProperty("subtopic", out var name) ? name.GetString() : null;
        return ((int)answer.StatusCode, word);
    }

    private static async Task<StreamReader> LinesAsync(RunningEdge edge, string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents/agent1/events");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await edge.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task<List<(string? Id, string Data)>> ReadEventsAsync(StreamReader reader, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var events = new List<(string?, string)>();
        string? id = null;
        while (events.Count < count)
        {
            var line = (await reader.ReadLineAsync(patience.Token))!;
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add((id, line[6..]));
                id = null;
            }
        }

        return events;
    }
}
