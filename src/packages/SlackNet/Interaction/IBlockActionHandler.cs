using SlackNet.Blocks;

namespace SlackNet.Interaction;

/// <summary>Handles what people do with any element.</summary>
public interface IBlockActionHandler
{
    Task Handle(BlockActionRequest request);
}

/// <summary>Handles what people do with elements of one type.</summary>
public interface IBlockActionHandler<in TAction> where TAction : BlockAction
{
    Task Handle(TAction action, BlockActionRequest request);
}
