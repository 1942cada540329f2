using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>A host whose agents have no bridge: agent events drive the calls, and Amazon's API carries what it can.</summary>
public sealed class AmazonApiSpecs : IAsyncLifetime
{
    private const string Agent = "agent-1";
    private const string Contact = "contact-1";

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["CALLACTORS_AGENT_EVENTS_KEY"] = "key",
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
    };

    private AmazonStandIn amazon = null!;
    private RunningHost host = null!;

    public async Task InitializeAsync()
    {
        amazon = await AmazonStandIn.StartAsync();
        host = await RunningHost.StartAsync(
            Environment, "--simulator", "off", "--amazon-instance", $"arn:aws:connect:us-east-1:111122223333:instance/{AmazonStandIn.Instance}",
            "--amazon-endpoint", amazon.Url);
        host.Http.DefaultRequestHeaders.Add("X-Amz-Firehose-Access-Key", "key");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await amazon.DisposeAsync();
    }

    [Fact]
    public async Task A_contact_is_cleared_by_the_API_once_and_what_Amazon_then_tells_confirms_it()
    {
        await EndedAsync();

        var answer = await host.AskAsync(Agent, "ClearContact", Contact, wait: true);

        answer.Status.ShouldBe(200, $"{answer.Json}");
        $"{answer.Json}".ShouldContain("\"event\":\"Dropped\"");
        amazon.Of("DismissUserContact").ShouldHaveSingleItem().Body.GetProperty("ContactId").GetString().ShouldBe(Contact);
        (await CallsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_Amazon_refuses_is_told_in_its_words_and_what_exceeds_the_quota_says_when_to_try_again()
    {
        await EndedAsync();
        amazon.Refuses = "InvalidRequestException";

        var refused = await host.AskAsync(Agent, "ClearContact", Contact, wait: true);
        (refused.Status, refused.ErrorType, refused.ErrorMessage).ShouldBe((409, "CLEAR_CONTACT_FAILED", "Amazon says no."));
        (await CallsAsync()).ShouldBe(2, "The contact stays, with its party and the agent's own connection.");

        // Five at once are Amazon's quota: one is used.
        HttpReply? last = null;
        for (var time = 0; time < 20 && last?.ErrorMessage.StartsWith("The quota", StringComparison.Ordinal) != true; time++)
        {
            last = await host.AskAsync(Agent, "ClearContact", Contact, wait: true);
        }

        last!.ErrorMessage.ShouldMatch("^The quota of DismissUserContact is used up: 2 requests a second, 5 at once, for the whole account. Try again in [0-9]+ ms.$");
    }

    [Fact]
    public async Task Killed_between_the_request_and_its_end_the_host_does_not_send_it_again_and_sees_what_became_of_it()
    {
        await EndedAsync();
        amazon.IsSilent = true;
        (await host.AskAsync(Agent, "ClearContact", Contact, requestId: "clear-1")).Status.ShouldBe(202);
        await Eventually.TrueAsync(() => Task.FromResult(amazon.Of("DismissUserContact").Count == 1), "Amazon was asked");

        await host.RestartAsync();

        await Eventually.TrueAsync(async () => await CallsAsync() == 0, "the contact is cleared");
        amazon.Of("DismissUserContact").ShouldHaveSingleItem();
        (await host.JournaledAsync($"agent-{Agent}", "agent.changed/1")).Count(text => text.Contains("agent.requestConfirmed/1", StringComparison.Ordinal)
            || text.Contains("agent.requestFailed/1", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_ended_while_nothing_listened_is_put_right_after_the_start_those_that_changed_last_first()
    {
        // 120 agents on a call; the last one that changes is to be asked about first. Attributes that are read meanwhile are a change too.
        var agents = Enumerable.Range(0, 120).Select(number => $"agent-{number:000}").ToArray();
        foreach (var agent in agents)
        {
            await DeliverAsync(agent, $"contact-of-{agent}", "CONNECTED", -100);
            amazon.Contacts[agent] = ($"contact-of-{agent}", "CONNECTED");
        }

        await host.KillAsync();
        var changed = new Dictionary<string, DateTimeOffset>();
        foreach (var agent in agents)
        {
            changed[agent] = JsonDocument.Parse((await host.JournaledAsync($"agent-{agent}", "agent.changed/1"))[^1]).RootElement.GetProperty("at").GetDateTimeOffset();
        }

        amazon.Contacts.TryRemove(agents[7], out _);
        amazon.Contacts[agents[8]] = ($"contact-of-{agents[8]}", "ENDED");
        var before = amazon.Of("GetCurrentUserData").Count;
        host.StartAgain();
        await host.ReadyAsync();

        await Eventually.TrueAsync(async () => await CallsAsync(agents[7]) == 0, "the call that is gone is cleared");
        await Eventually.TrueAsync(async () => (await StateAsync(agents[8])).Contains("\"clearContact\":true", StringComparison.Ordinal), "the call that ended can be cleared");
        var asked = amazon.Of("GetCurrentUserData").Skip(before)
            .Select(call => call.Body.GetProperty("Filters").GetProperty("Agents").EnumerateArray().Select(agent => agent.GetString()!).ToArray()).ToArray();
        asked.Select(each => each.Length).ShouldBe([100, 20]);
        asked.SelectMany(each => each).ShouldBe(agents.OrderByDescending(agent => changed[agent]));
        (await StateAsync(agents[9])).ShouldContain("\"status\":\"connected\"");
    }

    [Fact]
    public async Task An_agent_of_whom_Amazon_says_nothing_after_the_start_stays_as_known_until_it_does()
    {
        foreach (var agent in new[] { Agent, "agent-2" })
        {
            await DeliverAsync(agent, $"contact-of-{agent}", "CONNECTED", -100);
        }

        await host.KillAsync();
        amazon.LeftOut[Agent] = true;
        host.StartAgain();
        await host.ReadyAsync();

        await Eventually.TrueAsync(async () => await CallsAsync("agent-2") == 0, "of whom it says that he has no call, he has none");
        amazon.Of("GetCurrentUserData")[^1].Body.GetProperty("Filters").GetProperty("Agents").GetArrayLength().ShouldBe(2, "Both were asked about at once.");
        (await CallsAsync()).ShouldBe(2);
        await DeliverAsync(Agent, null, "", 0);
        (await CallsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task After_a_lost_bridge_Amazon_is_asked_how_its_agent_is()
    {
        amazon.Contacts[Agent] = (Contact, "CONNECTED_ONHOLD");
        await using (var bridge = await HandBridge.AttachAsync(host, Agent))
        {
            await bridge.ShowAsync(new
            {
                contactId = Contact,
                type = "voice",
                state = new { type = "connected", timestamp = 1_790_000_000 },
                connections = new object[]
                {
                    new { connectionId = "own-1", type = "agent", initial = false, state = new { type = "connected", timestamp = 1_790_000_000 } },
                    new { connectionId = Contact, type = "inbound", initial = true, state = new { type = "connected", timestamp = 1_790_000_000 } },
                },
            });
            await Eventually.TrueAsync(async () => await CallsAsync() == 2, "the call is known");
            amazon.Of("GetContactAttributes").ShouldBeEmpty("A bridge tells the attributes.");
        }

        await Eventually.TrueAsync(async () => (await StateAsync()).Contains("\"status\":\"hold\"", StringComparison.Ordinal), "the call is on hold");
        (await StateAsync()).ShouldContain("\"connectionId\":\"own-1\"");
    }

    [Fact]
    public async Task Attributes_that_the_feeds_do_not_carry_are_asked_for_once_and_told()
    {
        amazon.Attributes["case"] = "4711";
        await using var app = await host.OpenAsync(Agent);
        await DeliverAsync(Agent, Contact, "CONNECTING", -5);
        await DeliverAsync(Agent, Contact, "CONNECTED", -4);

        var told = await app.NextAsync(each => each.Text.Contains("\"CallVariables\":{\"case\":\"4711\"}", StringComparison.Ordinal), "the attributes");

        told.Subtopic.ShouldBe("InboundCallStateChange");
        amazon.Of("GetContactAttributes").ShouldHaveSingleItem().Subject.ShouldBe(Contact);
        (await host.JournaledAsync($"contact-{Agent}-{Contact}", "contact.described/1")).ShouldHaveSingleItem().ShouldContain("\"personal\":{\"attributes\":{\"case\":\"4711\"}}");
    }

    [Fact]
    public async Task An_agent_who_never_had_a_bridge_chooses_among_the_states_of_the_instance()
    {
        await DeliverAsync(Agent, null, "", -60);
        await Eventually.TrueAsync(async () => (await host.JournaledAsync($"agent-{Agent}", "agent.changed/1")).Any(text => text.Contains("agent.statesTold/1", StringComparison.Ordinal)), "the states are known");

        var answer = await host.AskAsync(Agent, "UpdateState", new { label = "Lunch" }, topic: "Agent", wait: true);

        answer.Status.ShouldBe(200, $"{answer.Json}");
        $"{answer.Json}".ShouldContain("\"name\":\"Lunch\"");
        amazon.Of("PutUserStatus").ShouldHaveSingleItem().Body.GetProperty("AgentStatusId").GetString().ShouldBe("s2");
        amazon.Of("ListAgentStatuses").ShouldHaveSingleItem();
    }

    private async Task EndedAsync()
    {
        amazon.Contacts[Agent] = (Contact, "ENDED");
        await DeliverAsync(Agent, Contact, "ENDED", -60);
    }

    private async Task DeliverAsync(string agentId, string? contactId, string state, double second)
    {
        using var answer = await host.Http.PostAsJsonAsync(
            "v1/connect/agent-events", AmazonStandIn.Delivery((agentId, contactId, state, DateTimeOffset.UtcNow.AddSeconds(second))), JsonSerializerOptions.Default);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private Task<string> StateAsync(string agentId = Agent) => host.Http.GetStringAsync($"v1/agents/{agentId}/state");

    private async Task<int> CallsAsync(string agentId = Agent) => (await host.StateAsync(agentId)).GetProperty("calls").GetArrayLength();
}
