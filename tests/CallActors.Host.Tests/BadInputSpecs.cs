using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallActors.Host.Tests.Running;
using Microsoft.Data.Sqlite;

namespace CallActors.Host.Tests;

/// <summary>Whatever an app sends, it gets one clear error, to itself alone; the socket goes on and nothing is journaled.</summary>
public sealed class BadInputSpecs(HostFixture fixture) : IClassFixture<HostFixture>
{
    public static TheoryData<string> Malformed => new()
    {
        "{",
        "[]",
        "\"Resume\"",
        "{}",
        """{"channel":"Amazon","topic":"InboundCall","source":"tests"}""",
        """{"channel":"Amazon","topic":"Weather","subtopic":"Resume","source":"tests"}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"Sing","source":"tests"}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"tests","data":7}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"tests"}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"Consult","source":"tests","data":"five five five"}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"SendDTMF","source":"tests","data":"12x"}""",
        """{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"tests","data":"x","requestId":"has a space"}""",
        """{"channel":7,"topic":"InboundCall","subtopic":"Resume","source":"tests","data":"x"}""",
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_is_wrong_in_form_is_INVALID_MESSAGE_to_the_asker_alone(string text)
    {
        var (agent, app) = await fixture.AgentAsync();
        await using var asker = app;
        await using var other = await fixture.Host.OpenAsync(agent);
        var rows = await RowsAsync(agent);

        await app.SendAsync(text);

        var error = await app.NextErrorAsync();
        error.ErrorType.ShouldBe("INVALID_MESSAGE");
        error.Data.GetProperty("msg").GetString().ShouldBe("The message was not understood.");
        error.ErrorMessage.Length.ShouldBeGreaterThan(20, "it says what was wrong and what would be right");
        await StillServedAsync(app);
        other.Events.ShouldNotContain(each => each.Topic == "Error");
        (await RowsAsync(agent)).ShouldBe(rows);
    }

    [Fact]
    public async Task A_message_over_64_KiB_and_a_binary_one_are_refused_and_the_socket_stays_open()
    {
        var (_, app) = await fixture.AgentAsync();
        await using var asker = app;

        await app.SendAsync($$"""{"channel":"Amazon","topic":"InboundCall","subtopic":"Resume","source":"{{new string('x', 200_000)}}"}""");
        (await app.NextErrorAsync()).ErrorType.ShouldBe("INVALID_MESSAGE");
        await app.SendBinaryAsync([1, 2, 3]);
        (await app.NextErrorAsync()).ErrorType.ShouldBe("INVALID_MESSAGE");

        await StillServedAsync(app);
    }

    [Fact]
    public async Task Resume_of_a_call_that_is_not_on_hold_says_how_it_is()
    {
        var (agent, app) = await fixture.AgentAsync();
        await using var asker = app;
        var call = await HeldCall.AnswerAsync(fixture.Host, app, agent);
        var rows = await RowsAsync(agent);

        await app.AskAsync("Resume", call.Party);

        var error = await app.NextErrorAsync();
        error.ErrorType.ShouldBe("RESUME_CALL_FAILED");
        error.ErrorMessage.ShouldBe("The connection is not on hold: it is connected.");
        error.Data.GetProperty("msg").GetString().ShouldBe("Resuming call failed.");
        (await RowsAsync(agent)).ShouldBe(rows);
        (await RequestsAsync(agent)).ShouldBe(1, "only Answer reached the bridge");
    }

    [Fact]
    public async Task An_unknown_connection_and_that_of_another_agent_are_not_there()
    {
        var (agent, app) = await fixture.AgentAsync();
        var (otherAgent, otherApp) = await fixture.AgentAsync();
        await using var asker = app;
        await using var stranger = otherApp;
        var call = await HeldCall.BeginAsync(fixture.Host, app, agent);
        await HeldCall.RingAsync(fixture.Host, otherApp, otherAgent);

        await otherApp.AskAsync("Resume", call.Party);
        var error = await otherApp.NextErrorAsync();

        error.ErrorType.ShouldBe("RESUME_CALL_FAILED");
        error.ErrorMessage.ShouldContain(call.Party);
        error.ErrorMessage.ShouldContain("there are");
        await app.AskAsync("Resume", "no-such-connection");
        (await app.NextErrorAsync()).ErrorMessage.ShouldContain("no-such-connection");
        app.Events.Count(each => each.Topic == "Error").ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_resumes_at_once_the_second_is_refused_and_one_reaches_the_bridge()
    {
        var (agent, app) = await fixture.AgentAsync();
        await using var asker = app;
        var call = await HeldCall.BeginAsync(fixture.Host, app, agent);

        await app.AskAsync("Resume", call.Party);
        await app.AskAsync("Resume", call.Party);

        var error = await app.NextErrorAsync();
        error.ErrorMessage.ShouldBe("Another request of this agent is outstanding: Resume.");
        await app.NextCallAsync(call.Party, "connected");
        (await RequestsAsync(agent)).ShouldBe(3, "Answer, Hold and one Resume");
    }

    [Fact]
    public async Task Without_a_bridge_a_request_is_refused_with_the_reason()
    {
        var (agent, app) = await fixture.AgentAsync();
        await using var asker = app;
        var call = await HeldCall.BeginAsync(fixture.Host, app, agent);
        await fixture.Host.SimulateAsync($"agents/{agent}/bridge", new { connected = false });
        await fixture.Host.BridgeAsync(agent, isAttached: false);

        await app.AskAsync("Resume", call.Party);

        (await app.NextErrorAsync()).ErrorMessage.ShouldBe("No bridge of this agent is connected.");
    }

    [Fact]
    public async Task Over_HTTP_the_same_errors_come_with_400_and_409()
    {
        var (agent, app) = await fixture.AgentAsync();
        await using var asker = app;

        using var malformed = await fixture.Host.Http.PostAsync($"v1/agents/{agent}/messages", new StringContent("{", Encoding.UTF8, "application/json"));
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ErrorTypeOf(await malformed.Content.ReadAsStringAsync()).ShouldBe("INVALID_MESSAGE");

        using var refused = await fixture.Host.Http.PostAsJsonAsync(
            $"v1/agents/{agent}/messages", new { channel = "Amazon", topic = "InboundCall", subtopic = "Answer", source = "tests" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ErrorTypeOf(await refused.Content.ReadAsStringAsync()).ShouldBe("ANSWER_CALL_FAILED");

        using var unknown = await fixture.Host.Http.PostAsJsonAsync(
            "v1/agents/never-seen/messages", new { channel = "Amazon", topic = "InboundCall", subtopic = "Answer", source = "tests" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ErrorTypeOf(await unknown.Content.ReadAsStringAsync()).ShouldBe("AGENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_page_of_somebody_else_is_not_served(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Host.Address, "v1/agents"));
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await fixture.Host.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ErrorTypeOf(await answer.Content.ReadAsStringAsync()).ShouldBe("NOT_AUTHORIZED");
    }

    private static string ErrorTypeOf(string json) =>
        JsonSerializer.Deserialize<JsonElement>(json).GetProperty("data").GetProperty("errorType").GetString()!;

    private static async Task StillServedAsync(App app)
    {
        await app.AskAsync("StateSync");
        await app.NextAsync(each => each.Subtopic == "StateSync", "its StateSync");
    }

    private async Task<int> RequestsAsync(string agent) =>
        (await fixture.Host.Http.GetFromJsonAsync<JsonElement>($"v1/simulator/agents/{agent}")).GetProperty("requests").GetArrayLength();

    private async Task<long> RowsAsync(string agent)
    {
        await using var journal = new SqliteConnection($"Data Source={fixture.Host.Journal};Mode=ReadOnly;Pooling=False");
        await journal.OpenAsync();
        await using var count = journal.CreateCommand();
        count.CommandText = "SELECT count(*) FROM journal WHERE persistence_id = $id";
        count.Parameters.AddWithValue("$id", $"agent-{agent}");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
