using CallActors.Akka.Messages;
using CallActors.Engine;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Sessions;

/// <summary>A session goes on reaching its bridges though nodes say things twice and late, and bridges come before others are known to be gone.</summary>
public sealed class BridgeSpecs : SessionScene
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_registration_that_was_sent_before_the_bridge_came_and_arrives_after_it_leaves_the_bridge_reached()
    {
        BeginWithHeldCall();

        Register();

        Tell(Asking("Resume", "r-1"));
        Node.FishForMessage<ToBridge>(_ => true, Generous).Request.RequestId.ShouldBe("r-1");
    }

    [Fact]
    public void A_bridge_that_the_session_before_journaled_and_did_not_answer_is_reached_when_it_is_attached_again()
    {
        BeginWithHeldCall();
        Sys.Stop(Session);
        Node.FishForMessage<global::Akka.Actor.Terminated>(_ => true, Generous);
        StartSession();
        Register();

        Do(Hello(Attachment)).Fault.ShouldBeNull();

        Tell(Asking("Resume", "r-1"));
        Node.FishForMessage<ToBridge>(_ => true, Generous).Request.RequestId.ShouldBe("r-1");
    }

    [Fact]
    public void A_bridge_that_came_before_the_asked_one_was_known_to_be_gone_reports_once_more_and_settles_the_request()
    {
        BeginWithHeldCall();
        Tell(Asking("Resume", "r-1"));
        Node.FishForMessage<ToBridge>(request => request.Request.Attachment == Attachment, Generous);
        var follower = "020" + Attachment[3..];
        Do(Hello(follower)).Fault.ShouldBeNull();
        Report(-10, Scene.Held(-30));
        View().Picture.Session.Outstanding!.RequestId.ShouldBe("r-1");

        Tell(new CommandBody.Detach(Attachment));

        Node.FishForMessage<BridgeNews>(news => news.Attachment == follower && news.Kind == BridgeNewsKind.AttachedAgain, Generous);
        Do(new CommandBody.Report(Scene.Report(0, Scene.Held(-30)) with { Attachment = follower })).Fault.ShouldBeNull();
        View().Picture.Session.Outstanding.ShouldBeNull();
    }

    private static CommandBody Hello(string attachment) =>
        new CommandBody.Attach(new BridgeHello(AgentId, null, Scene.Username, Scene.AgentName, null), attachment);
}
