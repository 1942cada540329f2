using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallActors.Connect.Tests.Loopback;

/// <summary>Amazon's own JavaScript SDK in a Node.js process, fetched by npm at its first use; one call at a time.</summary>
public sealed class AmazonsOwnClient : IAsyncLifetime
{
    private static readonly TimeSpan installLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan answerLimit = TimeSpan.FromSeconds(30);
    private Process? node;
    private string? missing;

    public async Task InitializeAsync()
    {
        missing = await InstallAsync();
        if (missing is null)
        {
            node = Start("node", "send.mjs");
            node.ErrorDataReceived += (_, _) => { };
            node.BeginErrorReadLine();
        }
    }

    public async Task DisposeAsync()
    {
        if (node is not null)
        {
            node.StandardInput.Close();
            using var limit = new CancellationTokenSource(answerLimit);
            await node.WaitForExitAsync(limit.Token);
            node.Dispose();
        }
    }

    /// <summary>Skips the test, with the reason, where Amazon's SDK cannot be had.</summary>
    public void SkipWhereMissing() => Skip.If(missing is not null, missing);

    /// <returns>What came of it: <c>output</c>, or <c>error</c> with name, message and status.</returns>
    public Task<JsonNode> SendAsync(string operation, JsonNode input, string endpoint) =>
        AskAsync(new JsonObject { ["operation"] = operation, ["input"] = input.DeepClone(), ["endpoint"] = endpoint });

    /// <summary>Where Amazon's SDK would send a request.</summary>
    public Task<JsonNode> ResolveAsync(string region, bool fips, bool dualStack) => AskAsync(new JsonObject
    {
        ["resolve"] = new JsonObject { ["Region"] = region, ["UseFIPS"] = fips, ["UseDualStack"] = dualStack },
    });

    private async Task<JsonNode> AskAsync(JsonObject asked)
    {
        await node!.StandardInput.WriteLineAsync(asked.ToJsonString());
        await node.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(answerLimit);
        var line = await node.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("Node.js ended.");
        return JsonNode.Parse(line)!;
    }

    /// <returns>Null where it is there, else why it is not.</returns>
    private static async Task<string?> InstallAsync()
    {
        try
        {
            if (IsInstalled())
            {
                return null;
            }

            using var npm = Start("npm", "ci --ignore-scripts --no-audit --no-fund");
            npm.StandardInput.Close();
            var errors = npm.StandardError.ReadToEndAsync();
            var output = npm.StandardOutput.ReadToEndAsync();
            using var limit = new CancellationTokenSource(installLimit);
            await npm.WaitForExitAsync(limit.Token);
            await output;
            return npm.ExitCode == 0 ? null : $"npm ci in tests/aws-sdk failed: {(await errors).Trim().Split('\n')[^1]}";
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return $"Amazon's JavaScript SDK is not to be had (Node.js with npm): {fault.Message}";
        }
    }

    private static bool IsInstalled()
    {
        var wanted = JsonNode.Parse(File.ReadAllText(Repository.File("tests/aws-sdk/package.json")))!["dependencies"]!["@aws-sdk/client-connect"]!.GetValue<string>();
        var installed = Repository.File("tests/aws-sdk/node_modules/@aws-sdk/client-connect/package.json");
        return File.Exists(installed) && JsonDocument.Parse(File.ReadAllText(installed)).RootElement.GetProperty("version").GetString() == wanted;
    }

    private static Process Start(string file, string arguments) => Process.Start(new ProcessStartInfo(file, arguments)
    {
        WorkingDirectory = Repository.File("tests/aws-sdk"),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}

/// <summary>All tests with Amazon's SDK share one process, and npm fetches it once.</summary>
[CollectionDefinition(nameof(AmazonsOwnClient))]
public sealed class AmazonsOwnClientCollection : ICollectionFixture<AmazonsOwnClient>;
