using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CallActors.Akka.Messages;
using CallActors.Akka.Sessions;

namespace CallActors.Akka.Tests.Sessions;

/// <summary>Many sessions are woken a few at a time, with a probe in place of them all.</summary>
public sealed class WakingUpSpecs : TestKit
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);

    private readonly ForwardClock clock = new();
    private readonly TestProbe sessions;
    private readonly IActorRef wakingUp;

    public WakingUpSpecs()
    {
        sessions = CreateTestProbe();
        wakingUp = Sys.ActorOf(WakingUp.PropsOf(sessions, clock));
    }

    [Fact]
    public void The_next_is_woken_when_one_has_settled_what_was_left()
    {
        string[] agents = [.. Enumerable.Range(1, 100).Select(number => $"agent{number}")];
        wakingUp.Tell(new ToWake(agents));

        var woken = Enumerable.Range(0, 32).Select(_ => Next()).ToList();
        sessions.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        for (var settled = 0; woken.Count < agents.Length; settled++)
        {
            wakingUp.Tell(new Awake(woken[settled]));
            woken.Add(Next());
        }

        woken.ShouldBe(agents);
    }

    [Fact]
    public void One_that_says_nothing_does_not_hold_up_the_others_for_ever()
    {
        wakingUp.Tell(new ToWake([.. Enumerable.Range(1, 33).Select(number => $"agent{number}")]));
        for (var number = 1; number <= 32; number++)
        {
            Next().ShouldBe($"agent{number}");
        }

        clock.Ahead = TimeSpan.FromSeconds(11);

        Next().ShouldBe("agent33");
    }

    [Fact]
    public void Who_waits_already_is_not_woken_twice()
    {
        string[] agents = [.. Enumerable.Range(1, 40).Select(number => $"agent{number}")];
        wakingUp.Tell(new ToWake(agents));
        wakingUp.Tell(new ToWake(agents[32..]));

        for (var number = 1; number <= 40; number++)
        {
            Next().ShouldBe($"agent{number}");
            wakingUp.Tell(new Awake($"agent{number}"));
        }

        sessions.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    private string Next() => sessions.ExpectMsg<WakeUp>(Generous).AgentId;

    private sealed class ForwardClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
