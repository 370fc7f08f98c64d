using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// LOGIN (draft-murchison-sasl-login): the server asks for the user's name, then for the password. What it asks with is free text,
/// so only the order counts.
/// </summary>
internal sealed class LoginMechanism(SaslCredentials credentials) : SaslMechanism
{
    private int _step;

    public override string Name => "LOGIN";

    /// <summary>An initial response is not part of the draft, and some servers refuse one.</summary>
    public override bool ClientFirst => false;

    public override bool IsComplete => _step == 2;

    public override byte[] Respond(ReadOnlySpan<byte> challenge) => _step++ switch
    {
        0 => Encoding.UTF8.GetBytes(credentials.UserName),
        1 => Encoding.UTF8.GetBytes(credentials.Secret),
        _ => throw new SaslException("The server asks for more than a user name and a password."),
    };
}
