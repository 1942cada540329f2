using System.Diagnostics;
using System.Text.Json;
using CallActors.Host.Tests.Running;
using Xunit.Abstractions;

namespace CallActors.Client.Tests;

/// <summary>The module for JavaScript against a real host that is killed, as the .NET client is tested.</summary>
public sealed class JavaScriptSpecs(ITestOutputHelper output)
{
    // Node.js 20 has one behind this; later ones have it anyway.
    private const string WithWebSocket = "--experimental-websocket";

    private const string Agent = "agent1";

    [SkippableFact]
    public async Task Over_kills_of_the_host_every_command_is_done_once_and_no_event_is_missed()
    {
        await using var host = await RunningHost.StartAsync();
        await host.WithPatienceAsync();
        await host.BridgeAsync(Agent);
        await using var agent = await CallActorsClient.ConnectAsync(host.Address.AbsoluteUri, Agent, "tests");
        var contact = await host.RingAsync(Agent);
        await agent.AnswerAsync();

        using var app = StartNode(PackageSpecs.At("src", "javascript", "callactors.js"), host.Address.AbsoluteUri, Agent, contact);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        for (var kill = 0; kill < 4; kill++)
        {
            var line = await app.StandardError.ReadLineAsync(patience.Token);
            line.ShouldNotBeNull().ShouldStartWith("done ");
            await host.KillAsync();
            host.StartAgain();
            await host.ReadyAsync();
            await host.BridgeAsync(Agent);
        }

        app.StandardInput.Close();
        var faults = app.StandardError.ReadToEndAsync(patience.Token);
        var said = JsonSerializer.Deserialize<JsonElement>(await app.StandardOutput.ReadToEndAsync(patience.Token));
        await app.WaitForExitAsync(patience.Token);
        app.ExitCode.ShouldBe(0, await faults);
        var told = said.GetProperty("told").EnumerateArray().Select(each => (
            Revision: each.GetProperty("revision").GetInt64(), Previous: each.GetProperty("previous").GetInt64(), Part: each.GetProperty("part").GetInt32(),
            Parts: each.GetProperty("parts").GetInt32(), RequestId: each.TryGetProperty("requestId", out var id) ? id.GetString() : null)).ToArray();
        told.Select(each => (each.Revision, each.Part)).ShouldBeUnique();
        told.Zip(told.Skip(1)).ShouldAllBe(pair => pair.Second.Part == 1
            ? pair.First.Part == pair.First.Parts && pair.Second.Previous == pair.First.Revision
            : pair.Second.Revision == pair.First.Revision && pair.Second.Part == pair.First.Part + 1);
        var done = said.GetProperty("done").EnumerateArray().Select(each => each.GetString()!).ToArray();
        done.Length.ShouldBeGreaterThanOrEqualTo(4);
        done.Except(told.Select(each => each.RequestId!)).ShouldBeEmpty("every command's end is told");
        (await host.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        output.WriteLine($"{done.Length} commands done, {told.Length} events told over 4 kills");
    }

    private static Process StartNode(params string[] arguments)
    {
        try
        {
            using var version = Process.Start(new ProcessStartInfo("node", [WithWebSocket, "-e", "process.exit(globalThis.WebSocket ? 0 : 1)"]));
            version!.WaitForExit();
            Skip.If(version.ExitCode != 0, "Node.js 20.10 or newer is missing.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "Node.js is not installed (apt-get install nodejs).");
        }

        return Process.Start(new ProcessStartInfo("node", [WithWebSocket, PackageSpecs.At("tests", "CallActors.Client.Tests", "work.mjs"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
