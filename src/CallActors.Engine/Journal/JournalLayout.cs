namespace CallActors.Engine.Journal;

/// <summary>What every journal writes the same, so that Akka.NET reads the rows by the serializer it has for them.</summary>
public static class JournalLayout
{
    /// <summary>The id of the serializer in the columns <c>identifier</c> and <c>serializer_id</c>: UTF-8 JSON by manifest.</summary>
    public const int SerializerId = 1671;
}
