using System.Text;
using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests;

/// <summary>Digits go to the bridge and nowhere else: everywhere they are only counted.</summary>
public sealed class DigitsSpecs(PatientHostFixture fixture) : IClassFixture<PatientHostFixture>
{
    private const string Digits = "9753186420*#ABCD";

    [Fact]
    public async Task Nothing_that_is_written_or_told_holds_them_only_how_many_there_were()
    {
        await using var desk = await fixture.DeskAsync("?meta=true");
        var call = await desk.AnswerAsync();
        var third = await desk.ConsultAnsweredAsync(call);

        await desk.DoAsync("SendDTMF", Digits);
        await desk.DoAsync("SendDTMF", new { connectionId = call.Party, digits = Digits });
        (await desk.AskAsync("SendDTMF", Digits, requestId: "digits-1", wait: true)).Status.ShouldBe(200);
        (await desk.AskAsync("SendDTMF", Digits, requestId: "digits-1")).Status.ShouldBe(200);
        // Refused in form, refused by the call, failed at the bridge without an answer: nobody is told them either.
        (await desk.AskAsync("SendDTMF", Digits + "x")).Status.ShouldBe(400);
        (await desk.AskAsync("SendDTMF", new { connectionId = "no-such-id", digits = Digits })).Status.ShouldBe(409);
        await desk.App.AskAsync("SendDTMF", Digits + "?");
        (await desk.App.NextErrorAsync()).ErrorType.ShouldBe("INVALID_MESSAGE");

        desk.App.Events.ShouldAllBe(each => !each.Text.Contains(Digits));
        await fixture.Host.KillAsync();
        foreach (var file in Directory.GetFiles(fixture.Host.Folder))
        {
            (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Digits)).ShouldBe(-1, file);
        }

        fixture.Host.Output.ShouldNotContain(Digits);
        fixture.Host.StartAgain();
        await fixture.Host.ReadyAsync();
        await CountedAsync(desk, third, 2);
        await CountedAsync(desk, call.Party, 1);
        var world = Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"{fixture.Host.Journal}.simulator"))
            + Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"{fixture.Host.Journal}.simulator-wal"));
        world.ShouldContain($"\"digitsReceived\":{2 * Digits.Length}");
    }

    [Fact]
    public async Task What_Amazon_Connect_says_of_them_is_told_and_journaled_without_them()
    {
        const string wrong = "13579*24680#DCBA";
        await using var desk = await fixture.DeskAsync();
        var call = await desk.AnswerAsync();
        await desk.FaultAsync("fail", $"The digits {wrong} were not taken.", "sendDigits");

        await desk.App.AskAsync("SendDTMF", wrong);

        (await desk.App.NextErrorAsync()).ErrorMessage.ShouldBe("The digits … were not taken.");
        await fixture.Host.Http.DeleteAsync("v1/simulator/faults");
        foreach (var file in new[] { fixture.Host.Journal, $"{fixture.Host.Journal}-wal" })
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            bytes.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(wrong)).ShouldBe(-1, file);
        }

        fixture.Host.Output.ShouldNotContain(wrong);
        await CountedAsync(desk, call.Party, 1);
    }

    /// <summary>How many times the digits for a connection stand in the journal as a number.</summary>
    private static async Task CountedAsync(Desk desk, string connectionId, int times)
    {
        var events = await desk.Host.JournaledAsync($"connection-{desk.AgentId}-{connectionId}", "connection.digitsRequested/1");
        events.Length.ShouldBe(times);
        events.ShouldAllBe(each => each.Contains($":{Digits.Length}"));
    }
}
