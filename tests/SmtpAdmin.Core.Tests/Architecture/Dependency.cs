namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>One thing that a type uses: another type, or a member of one.</summary>
/// <param name="From">The outermost type whose code it is, with its namespace.</param>
/// <param name="To">The outermost type that is used, with its namespace.</param>
/// <param name="Member">The member that is used; null where only the type is named.</param>
internal readonly record struct Dependency(TypeName From, TypeName To, string? Member)
{
    public override string ToString() => Member is null ? $"{From} uses {To}" : $"{From} uses {To}.{Member}";
}
