//! Chinese surnames, by which a name is told from other short words.

/// Surnames of one character in both scripts.
const SINGLE: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳\
酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董\
梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉\
钮龚程嵇邢滑裴陆荣翁荀羊惠甄麴封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束\
龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀浦尚农温\
别庄晏柴瞿阎充慕连茹习宦艾鱼容古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾\
毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉岳帅缑亢况郈琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖代付闫邸冼揭银税苑练邝\
趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴謝鄒竇蘇潘範魯韋馬鳳鮑費賀湯羅畢鄔樂齊顧黃蕭談龐紀項閔賈婁顏鍾駱萬盧經應鄧單諸鈕陸榮儲烏車寧劉葉\
龍賴藺喬陰蒼雙聞黨譚貢勞莊閻連魚終滿國廣東歐師鞏聶闕簡饒關權蓋嶽帥況愛陽于向路时時於";
/// Surnames of two characters.
const DOUBLE: [&str; 40] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫", "令狐",
    "慕容", "司徒", "司空", "夏侯", "轩辕", "軒轅", "宇文", "长孙", "長孫", "鲜于", "闾丘", "淳于", "单于", "太史",
    "申屠", "公冶", "宗政", "濮阳", "赫连", "澹台", "端木", "独孤", "南宫", "西门", "呼延", "百里",
];

/// Whether a word of Chinese characters begins with a surname and has the length of a name with it.
pub(super) fn begins(word: &str) -> bool {
    let length = word.chars().count();
    if DOUBLE.iter().any(|surname| word.starts_with(surname)) {
        return (3..=4).contains(&length);
    }
    (2..=3).contains(&length) && word.starts_with(|c: char| SINGLE.contains(c))
}
