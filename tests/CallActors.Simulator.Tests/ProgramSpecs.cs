using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class ProgramSpecs
{
    [Theory]
    [InlineData("loopback addresses only", "--urls", "http://0.0.0.0:0")]
    [InlineData("--urls is \"nowhere\"", "--urls", "nowhere")]
    [InlineData("must be a WebSocket address", "--bridge", "http://127.0.0.1/")]
    [InlineData("'many'", "--agents", "many")]
    [InlineData("must have from 1 to 10000", "--agents", "0")]
    [InlineData("must have from 0 to 6000", "--calls-per-minute", "-1")]
    [InlineData("'--nope'", "--nope")]
    [InlineData("cannot be used", "--world", "/nowhere/at/all/w.simulator")]
    public async Task A_bad_option_stops_the_start_with_one_sentence(string says, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        using var process = Start(folder, arguments[0] == "--urls" ? arguments : ["--urls", "http://127.0.0.1:0", .. arguments]);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(1);
        error.ShouldContain(says);
        error.Trim().ShouldNotContain("\n");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        await using var engine = await EngineDouble.StartAsync();
        using var process = Start(folder, ["--urls", $"http://127.0.0.1:{engine.Port}"]);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(1);
        error.Trim().ShouldBe($"http://127.0.0.1:{engine.Port} cannot be listened on: Address already in use");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_it_has_acknowledged_survives_a_kill()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        await using var engine = await EngineDouble.StartAsync();
        Process? process = null;
        var contactId = "";
        try
        {
            for (var round = 0; round < 3; round++)
            {
                process = Start(folder, ["--urls", "http://127.0.0.1:0", "--bridge", engine.BridgeAddress.ToString()]);
                var line = await process.StandardOutput.ReadLineAsync();
                line.ShouldNotBeNull().ShouldStartWith("The simulator listens on http://127.0.0.1:");
                using var control = new HttpClient { BaseAddress = new Uri(line!.Split(' ')[^1].TrimEnd('.')) };
                var bridge = await engine.BridgeAsync("agent1");
                await bridge.ShowsAsync(_ => true, "a first snapshot");
                if (round == 0)
                {
                    var response = await control.PostAsJsonAsync(
                        "v1/simulator/agents/agent1/calls", new { from = "+15550100", to = "+15550199", queue = "q" });
                    response.StatusCode.ShouldBe(HttpStatusCode.Created);
                    contactId = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["contactId"]!.GetValue<string>();
                    await bridge.DoAsync("acceptContact", contactId);
                }
                else
                {
                    bridge.Newest.Is("connected", round == 1 ? "hold hold" : "connected connected").ShouldBeTrue(bridge.Newest.ToString());
                }

                if (round < 2)
                {
                    await bridge.DoAsync(round == 0 ? "holdConnection" : "resumeConnection", contactId, contactId);
                }

                // Killed between the acknowledgement and the snapshot that would show it.
                process.Kill();
                await process.WaitForExitAsync();
                await Patience.UntilAsync(() => !bridge.IsOpen, "the loss of the bridge");
            }
        }
        finally
        {
            if (process is { HasExited: false })
            {
                process.Kill();
            }

            process?.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(DirectoryInfo folder, IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CallActors.Simulator.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
