namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>The name of a type that is not nested.</summary>
internal readonly record struct TypeName(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
