using Microsoft.Playwright;

namespace CallActors.Host.Tests.Browser;

/// <summary>Debian's Chromium for a class of tests; the tests are skipped with a reason where it is missing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where the pictures go: outside the repository, for whoever wants to look at them.</summary>
    public static DirectoryInfo Pictures { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "callactors-console"));

    public async Task InitializeAsync()
    {
        if (File.Exists(Executable))
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Quiet, Timeout = 120_000 });
        }
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    /// <summary>A page of its own, which fails the test where a script of it throws.</summary>
    public async Task<ConsolePage> OpenAsync(Uri address, int width = 1440, ColorScheme colours = ColorScheme.Light)
    {
        Skip.If(browser is null, $"{Executable} is missing: install Debian's package chromium.");
        var context = await browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = colours });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        var opened = new ConsolePage(context, page);
        await page.GotoAsync(address.ToString());
        return opened;
    }
}
