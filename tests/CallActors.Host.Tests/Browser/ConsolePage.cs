using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallActors.Host.Tests.Browser;

/// <summary>The console as a user has it before him.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private static readonly LocatorAssertionsToHaveAttributeOptions Patient = new() { Timeout = 60_000 };
    private readonly IBrowserContext context;

    public ConsolePage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.PageError += (_, error) => Faults.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What scripts of the page threw.</summary>
    public List<string> Faults { get; } = [];

    public ILocator Card => Page.Locator("[data-contact]");

    public ILocator ByTestId(string id) => Page.Locator($"[data-testid={id}]");

    public ILocator Connection(string type) => Page.Locator($"[data-connection][data-type={type}]");

    public ILocator Button(string type, string name) => Connection(type).Locator($"[data-button={name}]");

    /// <summary>Presses a button once it is enabled.</summary>
    public async Task PressAsync(string type, string name)
    {
        await Expect(Button(type, name)).ToHaveAttributeAsync("data-enabled", "true", Patient);
        await Button(type, name).ClickAsync();
    }

    /// <summary>Waits until the card of the one call shows this stage.</summary>
    public Task StageAsync(string stage) => Expect(Card).ToHaveAttributeAsync("data-status", stage, Patient);

    public Task StatusAsync(string type, string status) => Expect(Connection(type)).ToHaveAttributeAsync("data-status", status, Patient);

    /// <summary>The enabled buttons of a connection, in their order.</summary>
    public async Task<string> EnabledAsync(string type)
    {
        var names = await Connection(type).Locator("[data-button][data-enabled=true]").EvaluateAllAsync<string[]>("nodes => nodes.map(node => node.dataset.button)");
        return string.Join(", ", names);
    }

    /// <summary>Takes a picture for people to look at.</summary>
    public Task PictureAsync(string name) => Page.ScreenshotAsync(
        new() { Path = Path.Combine(Chromium.Pictures.FullName, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
