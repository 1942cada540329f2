using System.CommandLine;
using System.Threading.Channels;
using Akka.Actor;
using CallActors.Client;
using CallActors.Connect.Api;
using CallActors.Contracts.Akka;
using PauseRecording;
using PauseRecordingInCluster;

var instanceId = new Option<string>("--instance-id") { Description = "The instance of Amazon Connect.", Required = true };
var seeds = new Option<string>("--cluster-seeds") { Description = "The nodes with agents, as host:port, separated by semicolons.", Required = true };
var host = new Option<string>("--cluster-host") { Description = "This machine's name or address, as the nodes reach it.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--cluster-port") { Description = "Where this node listens; 0 for any port that is free." };
var certificate = new Option<string>("--cluster-certificate") { Description = "This node's certificate, PEM; with the two below, where the nodes speak TLS." };
var key = new Option<string>("--cluster-key") { Description = "The private key of that certificate, PEM." };
var authority = new Option<string>("--cluster-authority") { Description = "The authority that signed the certificates of all nodes, PEM." };
var command = new RootCommand("Pauses the recording of a call while the agent has it on hold, as a node of the cluster. Region and credentials are found as by every AWS client.")
{
    instanceId, seeds, host, port, certificate, key, authority,
};
command.SetAction(async (parsed, stopping) =>
{
    using var certificates = parsed.GetValue(certificate) is { } path
        ? ClusterCertificates.Read(path, parsed.GetValue(key) ?? "", parsed.GetValue(authority) ?? "") : null;
    using var system = ActorSystem.Create(ServiceLayers.SystemName, ServiceLayers.Of(
        "recording", parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(seeds)!.Split(';'), certificates));
    using var amazon = new AmazonConnectClient();
    // Bounded by the actor: what is not taken in time stops the following of all agents, and it begins anew.
    var events = Channel.CreateBounded<AgentEvent>(10_000);
    system.ActorOf(Props.Create(() => new SiteFollower(events.Writer)), "site");
    try
    {
        await new Recording(events.Reader.ReadAllAsync(stopping), amazon, parsed.GetValue(instanceId)!).WatchAsync(stopping);
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        // Told to stop.
    }

    // The nodes are told that this one leaves, so that they do not have to miss it.
    await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
});
return await command.Parse(args).InvokeAsync();
