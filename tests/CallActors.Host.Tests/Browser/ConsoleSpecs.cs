using CallActors.Host.Tests.Running;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallActors.Host.Tests.Browser;

/// <summary>The console in a real browser, worked as its user works it. A picture of each step stands in the temporary folder.</summary>
public sealed class ConsoleSpecs(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly LocatorAssertionsToHaveTextOptions PatientText = new() { Timeout = 60_000 };
    private static readonly LocatorAssertionsToHaveCountOptions PatientCount = new() { Timeout = 60_000 };
    private static readonly LocatorAssertionsToContainTextOptions PatientPart = new() { Timeout = 60_000 };
    private static readonly LocatorAssertionsToHaveAttributeOptions PatientAttribute = new() { Timeout = 60_000 };

    [SkippableFact]
    public async Task A_call_from_ringing_to_cleared_with_consult_swap_conference_and_transfer()
    {
        await using var host = await StartAsync();
        await using var console = await chromium.OpenAsync(host.Address);
        await Expect(console.ByTestId("link")).ToContainTextAsync("Connected", PatientPart);
        await console.PictureAsync("01-no-calls");

        await console.ByTestId("ring-me").ClickAsync();
        await console.StageAsync("ringing");
        (await console.EnabledAsync("agent")).ShouldBe("answer, reject");
        await console.PictureAsync("02-ringing");

        await console.PressAsync("agent", "answer");
        await console.StageAsync("connected");
        await console.PictureAsync("03-connected");

        await console.PressAsync("inbound", "hold");
        await console.StageAsync("hold");
        (await console.EnabledAsync("inbound")).ShouldBe("disconnect, resume");
        await console.PictureAsync("04-on-hold");
        await console.PressAsync("inbound", "resume");
        await console.StageAsync("connected");

        await console.PressAsync("agent", "consult");
        await Expect(console.Page.Locator("[data-endpoint=billing]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await console.Page.Locator("#endpoint-dialog [name=phoneNumber]").FillAsync("12");
        await console.Page.Locator("#endpoint-dialog [value=send]").ClickAsync();
        await Expect(console.Page.Locator("#endpoint-dialog .problem")).ToContainTextAsync("A phone number begins with +");
        await console.PictureAsync("05-consult-whom");
        await console.Page.Locator("#endpoint-dialog [name=phoneNumber]").FillAsync("+1 555 0177");
        await console.Page.Locator("#endpoint-dialog [value=send]").ClickAsync();
        await console.StageAsync("consulting");
        (await console.EnabledAsync("outbound")).ShouldBe("disconnect");
        await console.PictureAsync("06-consult-ringing");

        await console.Connection("outbound").Locator("[data-party-action=answer]").ClickAsync();
        await console.StageAsync("consult");
        (await console.EnabledAsync("agent")).ShouldBe("numberpad, swap, transfer, conference");
        await console.PictureAsync("07-consult");

        await console.PressAsync("agent", "swap");
        await console.StatusAsync("inbound", "connected");
        await console.StatusAsync("outbound", "hold");
        await console.PictureAsync("08-swapped");

        await console.PressAsync("agent", "conference");
        await console.StageAsync("conference");
        (await console.EnabledAsync("agent")).ShouldBe("numberpad, transfer");
        await console.PictureAsync("09-conference");

        await console.PressAsync("agent", "transfer");
        await console.StageAsync("ended");
        await Expect(console.ByTestId("agent-state")).ToContainTextAsync("AfterCallWork", PatientPart);
        await console.PictureAsync("10-transferred");

        await console.PressAsync("agent", "clearContact");
        await Expect(console.Card).ToHaveCountAsync(0, PatientCount);
        await Expect(console.ByTestId("agent-state")).ToContainTextAsync("Available", PatientPart);
        await console.PictureAsync("11-cleared");
        console.Faults.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task The_node_is_killed_and_comes_back_and_the_page_goes_on_with_the_same_call()
    {
        await using var host = await StartAsync();
        await using var console = await chromium.OpenAsync(host.Address);
        await console.ByTestId("ring-me").ClickAsync();
        await console.PressAsync("agent", "answer");
        await console.PressAsync("inbound", "hold");
        await console.StageAsync("hold");
        var contact = await console.Card.GetAttributeAsync("data-contact");

        await host.KillAsync();
        await Expect(console.ByTestId("notice")).ToContainTextAsync("Connection lost", PatientPart);
        await Expect(console.Button("inbound", "resume")).ToBeDisabledAsync(new() { Timeout = 60_000 });
        await console.PictureAsync("12-node-gone");

        host.StartAgain();
        await host.ReadyAsync();
        await Expect(console.ByTestId("link")).ToContainTextAsync("Connected", PatientPart);
        await console.StageAsync("hold");
        (await console.Card.GetAttributeAsync("data-contact")).ShouldBe(contact);
        await host.BridgeAsync("agent1");
        await Expect(console.ByTestId("bridge")).ToHaveAttributeAsync("data-bridge", "attached", PatientAttribute);
        await console.PressAsync("inbound", "resume");
        await console.StageAsync("connected");
        await console.PictureAsync("13-node-back");
        console.Faults.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_outbound_call_its_keypad_the_agents_state_and_a_refusal()
    {
        await using var host = await StartAsync();
        await using var console = await chromium.OpenAsync(host.Address, colours: ColorScheme.Dark);

        await console.ByTestId("not-ready").ClickAsync();
        await Expect(console.ByTestId("agent-state")).ToContainTextAsync("Break", PatientPart);
        await console.ByTestId("states").SelectOptionAsync(new SelectOptionValue { Label = "Training" });
        await Expect(console.ByTestId("agent-state")).ToContainTextAsync("Training", PatientPart);
        await console.ByTestId("ready").ClickAsync();
        await Expect(console.ByTestId("agent-state")).ToContainTextAsync("Available", PatientPart);

        await console.ByTestId("make-call").ClickAsync();
        await console.Page.Locator("[data-endpoint=billing]").ClickAsync();
        await console.StageAsync("dialling");
        await console.PictureAsync("14-dialling-dark");
        await console.Connection("outbound").Locator("[data-party-action=answer]").ClickAsync();
        await console.StageAsync("connected");
        await console.ByTestId("mute").ClickAsync();
        await console.ByTestId("unmute").ClickAsync();

        await console.PressAsync("agent", "numberpad");
        foreach (var key in "4711")
        {
            await console.Page.Locator($"[data-key='{key}']").ClickAsync();
        }

        await Expect(console.ByTestId("pressed")).ToHaveTextAsync("4 digits sent", PatientText);
        await console.PictureAsync("15-keypad-dark");
        await console.Page.Locator("#keypad-dialog [value=close]").ClickAsync();
        (await console.ByTestId("log").InnerTextAsync()).ShouldNotContain("4711");

        await host.SimulateAsync("faults", new { operation = "holdConnection", behaviour = "fail", message = "The voice service is away.", times = 1 });
        await console.PressAsync("outbound", "hold");
        await Expect(console.Page.Locator("#toasts")).ToContainTextAsync("The voice service is away.", PatientPart);
        await console.PictureAsync("16-refused-dark");
        await console.PressAsync("outbound", "disconnect");
        await console.StageAsync("ended");
        await console.PressAsync("agent", "clearContact");
        await Expect(console.Card).ToHaveCountAsync(0, PatientCount);
        console.Faults.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_floor_that_lives_on_its_own_is_listed_and_each_agent_can_be_looked_at()
    {
        await using var host = await RunningHost.StartAsync("--simulator-agents", "12", "--simulator-calls-per-minute", "240");
        await using var console = await chromium.OpenAsync(host.Address);
        await Expect(console.Page.Locator("[data-agent]")).ToHaveCountAsync(12, PatientCount);
        await Expect(console.Page.Locator("[data-agent][data-status=connected]").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await console.Page.Locator("[data-agent][data-status=connected]").First.ClickAsync();
        await Expect(console.Card.First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await console.PictureAsync("17-floor");
        await console.Page.SetViewportSizeAsync(760, 900);
        await console.PictureAsync("18-floor-narrow");
        console.Faults.ShouldBeEmpty();
    }

    private static async Task<RunningHost> StartAsync()
    {
        var host = await RunningHost.StartAsync("--deadline-seconds", "120");
        await host.WithPatienceAsync();
        await host.BridgeAsync("agent1");
        return host;
    }
}
