using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>What stops the start is said in one sentence, and the exit code is 1.</summary>
public sealed class HostStartSpecs : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("callactors-");

    private string Journal => $"sqlite:{Path.Combine(folder.FullName, "callactors.db")}";

    public void Dispose() => folder.Delete(true);

    [Theory]
    [InlineData("--deadline-seconds is \"soon\"; it is to be a number from 0.1 to 300.", "--deadline-seconds", "soon")]
    [InlineData("--jurnal", "--jurnal", "x")]
    [InlineData("which other machines can reach", "--urls", "http://0.0.0.0:5080")]
    public async Task A_bad_option(string expected, params string[] arguments) => (await RefusalAsync(arguments)).ShouldContain(expected);

    [Fact]
    public async Task A_port_in_use()
    {
        await using var host = await RunningHost.StartAsync();

        (await RefusalAsync("--urls", $"http://127.0.0.1:{host.Port}", "--journal", Journal))
            .ShouldBe($"Another program listens at http://127.0.0.1:{host.Port} already; end it, or give another address with --urls.");
    }

    [Fact]
    public async Task A_journal_that_another_host_has()
    {
        await using var host = await RunningHost.StartAsync();

        var sentence = await RefusalAsync("--urls", $"http://127.0.0.1:{RunningProcess.FreePort()}", "--journal", $"sqlite:{host.Journal}");

        sentence.ShouldContain(host.Journal);
        sentence.ShouldContain("another", Case.Insensitive);
        (await host.Http.GetAsync("health/ready")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_folder_that_does_not_exist()
    {
        var missing = Path.Combine(folder.FullName, "missing", "callactors.db");

        (await RefusalAsync("--urls", $"http://127.0.0.1:{RunningProcess.FreePort()}", "--journal", $"sqlite:{missing}")).ShouldContain(missing);
        Directory.Exists(Path.GetDirectoryName(missing)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_journal()
    {
        var file = Path.Combine(folder.FullName, "letter.txt");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("Dear Ada, this is no journal. ", 200)));

        (await RefusalAsync("--urls", $"http://127.0.0.1:{RunningProcess.FreePort()}", "--journal", $"sqlite:{file}")).ShouldContain(file);
        (await File.ReadAllTextAsync(file)).ShouldStartWith("Dear Ada");
    }

    private static async Task<string> RefusalAsync(params string[] arguments)
    {
        await using var process = RunningProcess.Start("CallActors.Host", arguments);
        (await process.ExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1, process.Output);
        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.ShouldHaveSingleItem();
    }
}
