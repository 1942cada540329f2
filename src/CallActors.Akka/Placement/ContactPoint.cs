using System.Net;
using System.Net.Sockets;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using static Akka.Management.Cluster.Bootstrap.ContactPoint.HttpBootstrapJsonProtocol;

namespace CallActors.Akka.Placement;

/// <summary>
/// Where a node tells those who look for it who is in its cluster, and nothing else, in the words of Akka.Management. That
/// has a server for it, which is made for Ceen.Httpd 0.9.9 and does not start with 0.9.10; the host has one that is kept up.
/// </summary>
internal static class ContactPoint
{
    public const string Path = "/bootstrap/seed-nodes";

    /// <exception cref="ContactPointException">The node cannot listen there.</exception>
    public static async Task ListenAsync(ActorSystem system, string host, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        try
        {
            // By its addresses: given a name, the server would listen at every address of the machine.
            var addresses = await Dns.GetHostAddressesAsync(host);
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Array.ForEach(addresses, address => kestrel.Listen(address, port)));
            var server = builder.Build();
            server.Run(context => AnswerAsync(Cluster.Get(system), context));
            await server.StartAsync();
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "contact-point", async () =>
            {
                await server.DisposeAsync();
                return Done.Instance;
            });
        }
        catch (Exception error) when (error.GetBaseException() is SocketException reason)
        {
            throw new ContactPointException(reason.Message, error);
        }
    }

    private static Task AnswerAsync(Cluster cluster, HttpContext context)
    {
        if (context.Request.Path != Path || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonConvert.SerializeObject(new SeedNodes(cluster.SelfAddress, [.. ToJoin(cluster)])));
    }

    /// <summary>None where this node is about to leave: who looks for the cluster is to ask another.</summary>
    private static IEnumerable<ClusterMember> ToJoin(Cluster cluster)
    {
        var state = cluster.State;
        return cluster.SelfMember.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining
            ? state.Members.Except(state.Unreachable)
                .Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining)
                .Select(member => new ClusterMember(member.Address, member.UniqueAddress.Uid, member.Status, member.Roles))
            : [];
    }
}

/// <summary>A node cannot listen for those who look for it.</summary>
internal sealed class ContactPointException(string message, Exception inner) : Exception(message, inner);
