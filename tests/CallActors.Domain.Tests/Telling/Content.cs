using System.Text.Json;
using CallActors.Domain.Agents;

namespace CallActors.Domain.Tests.Telling;

/// <summary>Compares by what is in it: arrays within records are equal only where they are the same array.</summary>
internal static class Content
{
    public static string Of(Picture picture) =>
        JsonSerializer.Serialize(new { picture.Session, picture.Contacts, picture.Connections });

    public static string Of(Happened happened) => happened switch
    {
        Happened.ToConnection each => Of(each.ConnectionId, each.Event),
        Happened.ToContact each => Of(each.ContactId, each.Event),
        Happened.ToAgent each => Of("agent", each.Fact),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "not something that happens"),
    };

    /// <summary>Anything by its own type and members.</summary>
    public static string Of(object thing) => JsonSerializer.Serialize(thing, thing.GetType());

    private static string Of(string id, object happened) => $"{id} {happened.GetType().Name} {Of(happened)}";
}
