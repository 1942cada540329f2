using System.Net.Http.Json;
using System.Text.Json;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Each fault of Amazon Connect ends as docs/amazon-connect.md says, over real sockets.</summary>
public sealed class FaultSpecs(HostFixture fixture) : IClassFixture<HostFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => (await fixture.Host.Http.DeleteAsync("v1/simulator/faults")).EnsureSuccessStatusCode();

    [Theory]
    [InlineData("object")]
    [InlineData("jsonString")]
    [InlineData("text")]
    public async Task Fail_is_told_to_all_apps_with_what_Connect_said_in_whatever_form_it_came(string form)
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "fail", message = "The voice service is away.", form });

        await held.App.AskAsync("Resume", held.Call.Party);

        foreach (var app in new[] { held.App, held.Other })
        {
            var error = await app.NextErrorAsync();
            error.ErrorType.ShouldBe("RESUME_CALL_FAILED");
            error.ErrorMessage.ShouldBe("The voice service is away.");
        }

        (await held.StatusAsync()).ShouldBe("hold");
    }

    [Fact]
    public async Task Silence_ends_with_the_deadline()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "silent" });

        await held.App.AskAsync("Resume", held.Call.Party);

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe($"Amazon Connect did not confirm within {HostFixture.DeadlineSeconds} s.");
        (await held.StatusAsync()).ShouldBe("hold");
    }

    [Fact]
    public async Task A_lie_is_told_as_failed_and_then_the_state_as_seen()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "lie", message = "Nothing happened." });

        await held.App.AskAsync("Resume", held.Call.Party);

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe("Nothing happened.");
        await held.App.NextCallAsync(held.Call.Party, "connected");
    }

    [Fact]
    public async Task CallAlreadyResumed_is_no_answer_while_the_call_is_still_held()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "alreadyResumed" });

        await held.App.AskAsync("Resume", held.Call.Party);

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe($"Amazon Connect did not confirm within {HostFixture.DeadlineSeconds} s.");
        (await held.StatusAsync()).ShouldBe("hold");
    }

    [Fact]
    public async Task Slow_within_the_deadline_is_only_slow()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "slow", delayMilliseconds = 400, times = 1 });

        await held.App.AskAsync("Resume", held.Call.Party);

        await held.App.NextCallAsync(held.Call.Party, "connected");
        held.App.Events.ShouldNotContain(each => each.Topic == "Error");
    }

    [Fact]
    public async Task Slow_beyond_the_deadline_has_failed_and_then_the_state_is_told_as_seen()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "slow", delayMilliseconds = 2500, times = 1 });

        await held.App.AskAsync("Resume", held.Call.Party);

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe($"Amazon Connect did not confirm within {HostFixture.DeadlineSeconds} s.");
        await held.App.NextCallAsync(held.Call.Party, "connected");
    }

    [Fact]
    public async Task A_bridge_lost_and_not_back_fails_the_request_with_that_reason()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "silent" });
        await held.App.AskAsync("Resume", held.Call.Party);

        await fixture.Host.SimulateAsync($"agents/{held.Agent}/bridge", new { connected = false });

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe("The bridge was lost before Amazon Connect confirmed.");
    }

    [Fact]
    public async Task The_first_snapshot_of_the_next_bridge_settles_what_was_outstanding()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "silent" });
        await held.App.AskAsync("Resume", held.Call.Party);

        await fixture.Host.SimulateAsync($"agents/{held.Agent}/bridge", new { connected = false });
        await fixture.Host.SimulateAsync($"agents/{held.Agent}/bridge", new { connected = true });

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe("The bridge was lost before Amazon Connect confirmed.");
        (await held.StatusAsync()).ShouldBe("hold");
        await fixture.Host.Http.DeleteAsync("v1/simulator/faults");
        await held.App.AskAsync("Resume", held.Call.Party);
        await held.App.NextCallAsync(held.Call.Party, "connected");
    }

    [Fact]
    public async Task A_party_who_leaves_meanwhile_makes_it_impossible()
    {
        await using var held = await BeginAsync();
        await FaultAsync(new { operation = "resumeConnection", behaviour = "silent" });
        await held.App.AskAsync("Resume", held.Call.Party);

        await fixture.Host.SimulateAsync($"contacts/{held.Call.Contact}/hangup");

        (await held.App.NextErrorAsync()).ErrorMessage.ShouldBe("The party left.");
        await held.App.NextCallAsync(held.Call.Party, "ACW");
    }

    private async Task FaultAsync(object fault) => await fixture.Host.SimulateAsync("faults", fault);

    private async Task<Held> BeginAsync()
    {
        var (agent, app) = await fixture.AgentAsync();
        var other = await fixture.Host.OpenAsync(agent);
        var call = await HeldCall.BeginAsync(fixture.Host, app, agent);
        return new Held(fixture.Host, agent, app, other, call);
    }

    private sealed record Held(RunningHost Host, string Agent, App App, App Other, HeldCall Call) : IAsyncDisposable
    {
        public async Task<string?> StatusAsync() => (await Host.StateAsync(Agent)).GetProperty("calls").EnumerateArray()
            .First(call => call.GetProperty("connectionId").GetString() == Call.Party).GetProperty("status").GetString();

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Other.DisposeAsync();
        }
    }
}
