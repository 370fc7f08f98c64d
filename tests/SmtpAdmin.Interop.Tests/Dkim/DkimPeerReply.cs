namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>What a peer answers.</summary>
/// <param name="Fields">The first is the kind of answer: <c>refused</c> with the reason behind it, or what the request leads to.</param>
/// <param name="Payload">The octets that came with it.</param>
internal sealed record DkimPeerReply(IReadOnlyList<string> Fields, byte[] Payload)
{
    /// <summary>The kind of answer.</summary>
    public string Kind => Fields[0];

    /// <summary>This answer, when it is of the kind that the request leads to.</summary>
    /// <exception cref="DkimPeerException">The peer refused, or answers something else.</exception>
    public DkimPeerReply OrThrow(string kind) => Kind == kind ? this : throw new DkimPeerException(string.Join(": ", Fields));
}
